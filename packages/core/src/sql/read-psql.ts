/** A file for psql, made SQL: what only psql knows is left out, with lines and offsets as they were. */
export interface PsqlText {
  readonly sql: string;
  /** psql's own commands, and rows of `COPY … FROM STDIN`, that were left out. */
  readonly leftOut: readonly LeftOut[];
}

/** Something that is not SQL. */
export interface LeftOut {
  /** 1-based. */
  readonly line: number;
  /** `\connect`; `COPY` for its rows. */
  readonly what: string;
}

const WORD = /[^\s\\;'"$/e-]+|[^\\;]/giuy;
/** What may hold a backslash or a semicolon and is neither: comments, strings, names, and blanks. */
const WHOLE =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|(?<![\w$])e'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'|'[^']*(?:''[^']*)*'|"[^"]*"|(\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$)[\s\S]*?\1/giuy;
const COMMAND = /\\(\w+|\S)?[^\n]*/uy;
const ROWS = /[\s\S]*?\n\\\.[^\S\n]*(?=\n|$)/uy;
const COPIES = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*copy\b[\s\S]*\bfrom\s+stdin\b/iu;

/** Blanks what only psql understands. Any text gives a result: what is no SQL is for the parser to say. */
export function readPsql(text: string): PsqlText {
  const leftOut: LeftOut[] = [];
  const parts: string[] = [];
  const lineAt = lines(text);
  let begun = 0;
  for (let at = 0; at < text.length;) {
    const whole = endOf(WHOLE, text, at) ?? (/[\\;]/u.test(text[at] ?? "") ? null : endOf(WORD, text, at));
    if (whole !== null) {
      parts.push(text.slice(at, whole));
      at = whole;
      continue;
    }
    if (text[at] === ";") {
      const end = copyEnd(text, begun, at);
      if (end !== at + 1) leftOut.push({ line: lineAt(at), what: "COPY" });
      parts.push(";", blank(text.slice(at + 1, end)));
      at = begun = end;
      continue;
    }
    const end = endOf(COMMAND, text, at) ?? at + 1;
    const what = /^\\(?:\w+|\S)?/u.exec(text.slice(at, end))?.[0] ?? "\\";
    // `\g` and its like send what stands before them; `\;` is a semicolon too.
    const isEnd = /^\\(?:g|;|crosstabview)/u.test(what);
    if (what !== "\\.") leftOut.push({ line: lineAt(at), what });
    parts.push(isEnd ? ";" : " ", blank(text.slice(at + 1, end)));
    at = end;
    if (isEnd) begun = end;
  }
  return { sql: parts.join(""), leftOut };
}

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** Behind the rows of a COPY that ends at the semicolon; else behind the semicolon. */
function copyEnd(text: string, begun: number, semicolon: number): number {
  if (!COPIES.test(text.slice(begun, semicolon))) return semicolon + 1;
  return endOf(ROWS, text, semicolon + 1) ?? text.length;
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/gu, (character) => " ".repeat(character.length));
}

/** The line of each place, asked in order. */
function lines(text: string): (at: number) => number {
  let [line, counted] = [1, 0];
  return (at) => {
    for (; counted < at; counted += 1) if (text[counted] === "\n") line += 1;
    return line;
  };
}
