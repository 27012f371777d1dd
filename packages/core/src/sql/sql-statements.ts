/** One token of Postgres' SQL; comments and blanks are none. */
export interface SqlToken {
  /** `name`: quoted or not; `string`: any constant in quotes or dollars; `other`: numbers and single characters. */
  readonly kind: "word" | "name" | "string" | "other";
  /** Words in lower case, names and plain strings without their quotes, the rest as written. */
  readonly text: string;
  /** Offset in the whole text. */
  readonly from: number;
}

/** One statement of a text, without the semicolon that ends it. */
export interface SqlStatement {
  readonly text: string;
  /** Offset of its first token in the whole text. */
  readonly from: number;
  readonly tokens: readonly SqlToken[];
}

// Lexical structure as in the PostgreSQL manual, section 4.1. Groups: E'…', '…', "…", word.
const TOKEN =
  /--[^\n]*|[eE]'((?:[^'\\]|\\[\s\S]|'')*)'|(?:[bBxXnN]|[uU]&)?'((?:[^']|'')*)'|(?:[uU]&)?"((?:[^"]|"")*)"|\$([\p{L}_][\p{L}\p{N}_]*)?\$[\s\S]*?\$\4\$|([\p{L}_][\p{L}\p{N}_$]*)|\d[\w.]*|\S/uy;

/** Cuts a text into statements. A text that is no SQL gives tokens too, and never an error. */
export function sqlStatements(sql: string): readonly SqlStatement[] {
  const statements: SqlStatement[] = [];
  let tokens: SqlToken[] = [];
  /** Inside of `BEGIN ATOMIC … END`, where a semicolon ends nothing. */
  let depth = 0;
  const end = (at: number): void => {
    const [first] = tokens;
    if (first !== undefined)
      statements.push({ text: sql.slice(first.from, at).trimEnd(), from: first.from, tokens });
    tokens = [];
  };
  for (const token of sqlTokensOf(sql)) {
    if (token.kind === "other" && token.text === ";" && depth === 0) {
      end(token.from);
      continue;
    }
    if (token.kind === "word") depth = atomicDepth(depth, token, tokens.at(-1));
    tokens.push(token);
  }
  end(sql.length);
  return statements;
}

function atomicDepth(depth: number, { text }: SqlToken, before: SqlToken | undefined): number {
  if (text === "atomic" && before?.text === "begin") return depth + 1;
  if (depth === 0) return 0;
  if (text === "case") return depth + 1;
  return text === "end" ? depth - 1 : depth;
}

function* sqlTokensOf(sql: string): Generator<SqlToken> {
  let at = 0;
  while (at < sql.length) {
    if (sql.startsWith("/*", at)) {
      at = commentEnd(sql, at);
      continue;
    }
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(sql);
    if (match === null) {
      at += 1; // a blank
      continue;
    }
    at = TOKEN.lastIndex;
    if (!match[0].startsWith("--")) yield tokenOf(match);
  }
}

function tokenOf(match: RegExpExecArray): SqlToken {
  const [text, escaped, plain, name, , word] = match;
  const from = match.index;
  if (word !== undefined) return { kind: "word", text: word.toLowerCase(), from };
  if (name !== undefined) return { kind: "name", text: name.replaceAll('""', '"'), from };
  const value = plain ?? escaped;
  if (value !== undefined) return { kind: "string", text: value.replaceAll("''", "'"), from };
  return { kind: text.startsWith("$") && text.length > 1 ? "string" : "other", text, from };
}

/** Comments nest in Postgres. */
function commentEnd(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; at += 1) {
    if (sql.startsWith("/*", at)) {
      depth += 1;
      at += 1;
    } else if (sql.startsWith("*/", at)) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  return sql.length;
}
