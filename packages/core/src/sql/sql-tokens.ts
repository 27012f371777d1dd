/** One token of Postgres' SQL; comments and blanks are none. */
export interface SqlToken {
  /** `name`: in double quotes; `string`: any constant in quotes or dollars; `other`: numbers, and signs one by one. */
  readonly kind: "word" | "name" | "string" | "other";
  /** Words in lower case, as the server folds them; names and strings without quotes and escapes; the rest as written. */
  readonly text: string;
  /** Offset in the whole text. */
  readonly from: number;
}

// Repeated in runs, not character by character: a string may be many megabytes of data.
const BLANK = /\s+|--[^\n\r]*/uy;
const DOLLARS = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const STRING = /[eE]'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'|(?:[bBxXnN]|[uU]&)?'[^']*(?:''[^']*)*'/uy;
const NAME = /(?:[uU]&)?"[^"]*(?:""[^"]*)*"/uy;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /\d[\w.]*/uy;

/**
 * Cuts a text into tokens as Postgres' scanner does (manual, section 4.1). A text that is no SQL gives tokens too:
 * a quote that is never closed is a sign.
 */
export function sqlTokens(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    const blank = sql.startsWith("/*", at) ? commentEnd(sql, at) : endOf(BLANK, sql, at);
    if (blank !== null) {
      at = blank;
      continue;
    }
    const { end, ...token } = tokenAt(sql, at);
    tokens.push({ ...token, from: at });
    at = end;
  }
  return tokens;
}

/** Is there a quote that is never closed? Then the text is no SQL. */
export function hasOpenQuote(tokens: readonly SqlToken[]): boolean {
  return tokens.some(({ kind, text }) => kind === "other" && /^(?:['"]|\$.*\$)$/u.test(text));
}

type Scanned = Omit<SqlToken, "from"> & { readonly end: number };

function tokenAt(sql: string, at: number): Scanned {
  const opened = endOf(DOLLARS, sql, at);
  if (opened !== null) {
    const quote = sql.slice(at, opened);
    const close = sql.indexOf(quote, opened);
    if (close < 0) return { kind: "other", text: quote, end: opened };
    return { kind: "string", text: sql.slice(opened, close), end: close + quote.length };
  }
  const string = endOf(STRING, sql, at);
  if (string !== null) return { kind: "string", text: stringValue(sql.slice(at, string)), end: string };
  const name = endOf(NAME, sql, at);
  if (name !== null) {
    const quoted = sql.slice(sql.indexOf('"', at) + 1, name - 1);
    return { kind: "name", text: quoted.replaceAll('""', '"'), end: name };
  }
  const word = endOf(WORD, sql, at);
  if (word !== null) return { kind: "word", text: sql.slice(at, word).toLowerCase(), end: word };
  const end = endOf(NUMBER, sql, at) ?? at + String.fromCodePoint(sql.codePointAt(at)!).length;
  return { kind: "other", text: sql.slice(at, end), end };
}

/** Where a match that begins at a place ends; null where there is none. */
function endOf(pattern: RegExp, sql: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : null;
}

function stringValue(written: string): string {
  const value = written.slice(written.indexOf("'") + 1, -1).replaceAll("''", "'");
  return /^e/iu.test(written) ? value.replaceAll(/\\([\s\S])/gu, "$1") : value;
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
