/** One logical line of Python: physical lines joined by brackets, strings and backslashes. Lines are 1-based, offsets end-exclusive. */
export interface LogicalLine {
  readonly from: number;
  readonly to: number;
  readonly line: number;
  readonly endLine: number;
  /** Spaces and tabs before it; more than none: inside a compound statement. */
  readonly indent: number;
  /** Does it open a `with` or `for` block? */
  readonly opensBlock: boolean;
}

/** A comment, `#` included. */
export interface ModuleComment {
  readonly from: number;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** A statement of the module itself, with the lines indented below it. */
export interface ModuleStatement {
  readonly from: number;
  readonly to: number;
  readonly line: number;
  /** Its logical lines: the header and, for a compound statement, everything inside. */
  readonly lines: readonly LogicalLine[];
}

/** A module cut into statements without parsing them. */
export interface ModuleScan {
  readonly statements: readonly ModuleStatement[];
  readonly lines: readonly LogicalLine[];
  readonly comments: readonly ModuleComment[];
  /** Why the text cannot be Python as scanned; null if it can. */
  readonly problem: { readonly line: number; readonly reason: string } | null;
}

const SPECIAL = /[#"'()[\]{}\n\\]/g;
/** Clauses that continue the compound statement above them. */
const CONTINUATION = /(?:elif|else|except|finally)\b/y;
const BLOCK = /(?:async\s+)?(?:with|for)\b/y;

/**
 * Cuts the text of a module (newlines already `\n`) into statements, strings and comments respected.
 * Far cheaper than a full parse: most of a revision file is the bodies of two functions.
 */
export function scanModule(text: string): ModuleScan {
  const scanner = new Scanner(text);
  scanner.run();
  return {
    statements: groupStatements(text, scanner.lines),
    lines: scanner.lines,
    comments: scanner.comments,
    problem: scanner.problem,
  };
}

class Scanner {
  readonly lines: LogicalLine[] = [];
  readonly comments: ModuleComment[] = [];
  problem: ModuleScan["problem"] = null;
  private readonly text: string;
  private offset = 0;
  private line = 1;
  private lineStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  run(): void {
    while (this.offset < this.text.length && this.problem === null) this.scanLine();
  }

  private scanLine(): void {
    let indent = 0;
    for (; this.offset < this.text.length; this.offset += 1) {
      const code = this.text.charCodeAt(this.offset);
      if (code === 32 || code === 9) indent += 1;
      else if (code === 12) indent = 0;
      else break;
    }
    const first = this.text[this.offset];
    if (first === undefined) return;
    if (first === "\n") this.newline();
    else if (first === "#") this.comment();
    else this.logicalLine(indent);
  }

  private logicalLine(indent: number): void {
    const from = this.offset;
    const line = this.line;
    let to = from;
    const closers: string[] = [];
    for (;;) {
      const at = this.nextSpecial(this.offset);
      const char = this.text[at];
      if (char !== "\n" && char !== "#" && char !== undefined) to = at + 1;
      else if (this.text.slice(this.offset, at).trim() !== "") to = at;
      this.offset = at;
      if (char === undefined || (char === "\n" && closers.length === 0)) break;
      this.special(char, closers);
      if (this.problem !== null) return;
      if (char === '"' || char === "'") to = this.offset;
    }
    if (closers.length > 0) return this.fail(line, "a bracket is never closed");
    BLOCK.lastIndex = from;
    const opensBlock = BLOCK.test(this.text);
    this.lines.push({ from, to: trimEnd(this.text, from, to), line, endLine: this.line, indent, opensBlock });
    if (this.offset < this.text.length) this.newline();
  }

  private special(char: string, closers: string[]): void {
    if (char === "#") return this.comment();
    if (char === "\n") return this.newline();
    if (char === '"' || char === "'") return this.string(char);
    if (char === "\\") {
      if (this.text[this.offset + 1] !== "\n") return this.fail(this.line, "a stray backslash");
      this.offset += 1;
      return this.newline();
    }
    this.offset += 1;
    if (char === "(") closers.push(")");
    else if (char === "[") closers.push("]");
    else if (char === "{") closers.push("}");
    else if (closers.pop() !== char) this.fail(this.line, `an unmatched '${char}'`);
  }

  private string(quote: string): void {
    const prefix =
      /(?<![\w])[a-z]{1,2}$/i.exec(this.text.slice(Math.max(0, this.offset - 3), this.offset))?.[0] ?? "";
    const triple = this.text.startsWith(quote.repeat(3), this.offset);
    const startedAt = this.line;
    const delimiter = triple ? quote.repeat(3) : quote;
    this.offset += delimiter.length;
    this.skipString(delimiter, /[ft]/i.test(prefix), startedAt);
  }

  private skipString(delimiter: string, formatted: boolean, startedAt: number): void {
    for (;;) {
      const char = this.text[this.offset];
      if (char === undefined || (char === "\n" && delimiter.length === 1)) {
        return this.fail(startedAt, "a string is never closed");
      }
      if (this.text.startsWith(delimiter, this.offset)) {
        this.offset += delimiter.length;
        return;
      }
      if (char === "\\") this.escaped();
      else if (char === "\n") this.newline();
      else if (formatted && char === "{" && this.text[this.offset + 1] === "{") this.offset += 2;
      else if (formatted && char === "{") this.replacementField(delimiter, startedAt);
      else this.offset += 1;
      if (this.problem !== null) return;
    }
  }

  private escaped(): void {
    this.offset += 1;
    if (this.text[this.offset] === "\n") this.newline();
    else if (this.offset < this.text.length) this.offset += 1;
  }

  /** `{…}` of an f-string. From Python 3.12 the quotes of the string itself may stand inside; before, they end it. */
  private replacementField(delimiter: string, startedAt: number): void {
    let depth = 0;
    let spec = false;
    for (;;) {
      const char = this.text[this.offset];
      if (char === undefined || (char === "\n" && delimiter.length === 1)) {
        return this.fail(startedAt, "a string is never closed");
      }
      if (spec && depth === 1 && this.text.startsWith(delimiter, this.offset)) return;
      if (char === "\n") this.newline();
      else if (!spec && (char === '"' || char === "'")) this.string(char);
      else {
        if (char === "{" || char === "(" || char === "[") depth += 1;
        else if (char === "}" || char === ")" || char === "]") depth -= 1;
        else if (char === ":" && depth === 1) spec = true;
        this.offset += 1;
        if (depth === 0) return;
      }
      if (this.problem !== null) return;
    }
  }

  private comment(): void {
    const end = this.text.indexOf("\n", this.offset);
    const to = end === -1 ? this.text.length : end;
    const text = this.text.slice(this.offset, to);
    this.comments.push({
      from: this.offset,
      line: this.line,
      column: this.offset - this.lineStart + 1,
      text,
    });
    this.offset = to;
  }

  private nextSpecial(from: number): number {
    SPECIAL.lastIndex = from;
    return SPECIAL.exec(this.text)?.index ?? this.text.length;
  }

  private newline(): void {
    this.offset += 1;
    this.line += 1;
    this.lineStart = this.offset;
  }

  private fail(line: number, reason: string): void {
    this.problem ??= { line, reason };
  }
}

function trimEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && " \t\f\n".includes(text[end - 1] ?? "")) end -= 1;
  return end;
}

function groupStatements(text: string, lines: readonly LogicalLine[]): ModuleStatement[] {
  const groups: LogicalLine[][] = [];
  let decorated = false;
  for (const line of lines) {
    CONTINUATION.lastIndex = line.from;
    const belongs = line.indent > 0 || decorated || CONTINUATION.test(text);
    const current = groups.at(-1);
    if (belongs && current !== undefined) current.push(line);
    else groups.push([line]);
    decorated = line.indent === 0 && text[line.from] === "@";
  }
  return groups.map((group) => {
    const first = group[0]!;
    return { from: first.from, to: group.at(-1)!.to, line: first.line, lines: group };
  });
}
