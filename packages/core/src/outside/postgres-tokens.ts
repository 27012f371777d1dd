/** A token of Postgres' SQL. `word` is folded to lower case as the server does; `name` was in double quotes. */
export interface SqlToken {
  readonly kind: "word" | "name" | "string" | "body" | "number" | "symbol";
  /** Without quotes and escapes. `body` is what stands between dollar quotes. */
  readonly value: string;
}

const SPACE = /\s+|--[^\n\r]*/uy;
const BODY = /\$((?:[\p{L}_][\p{L}\p{N}_]*)?)\$/uy;
const STRING = /(?:[eE]'(?:[^'\\]|\\[\s\S]|'')*'|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*')/uy;
const NAME = /(?:[uU]&)?"(?:[^"]|"")*"/uy;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const NUMBER = /\d[\w.]*/uy;

/**
 * Cuts SQL into tokens as Postgres' scanner does (manual, "Lexical Structure"): comments are left out, also nested
 * ones, and what stands in quotes is one token. A text with a quote that is never closed is no SQL, and has none.
 */
export function postgresTokens(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(sql);
    if (match !== null) at += match[0].length;
    return match;
  };
  while (at < sql.length) {
    if (take(SPACE) !== null) continue;
    if (sql.startsWith("/*", at)) {
      at = endOfComment(sql, at);
      continue;
    }
    const opened = take(BODY);
    if (opened !== null) {
      const end = sql.indexOf(opened[0], at);
      if (end === -1) return [];
      tokens.push({ kind: "body", value: sql.slice(at, end) });
      at = end + opened[0].length;
      continue;
    }
    const token = plainToken(take);
    if (token === null && /['"]/u.test(sql.charAt(at))) return [];
    tokens.push(token ?? { kind: "symbol", value: sql.charAt(at++) });
  }
  return tokens;
}

function plainToken(take: (pattern: RegExp) => RegExpExecArray | null): SqlToken | null {
  const text = take(STRING)?.[0];
  if (text !== undefined) return { kind: "string", value: stringValue(text) };
  const name = take(NAME)?.[0];
  if (name !== undefined) {
    return { kind: "name", value: name.slice(name.indexOf('"') + 1, -1).replaceAll('""', '"') };
  }
  const word = take(WORD)?.[0];
  if (word !== undefined) return { kind: "word", value: word.toLowerCase() };
  const number = take(NUMBER)?.[0];
  return number === undefined ? null : { kind: "number", value: number };
}

function stringValue(text: string): string {
  const value = text.slice(text.indexOf("'") + 1, -1).replaceAll("''", "'");
  return /^e/iu.test(text) ? value.replaceAll(/\\([\s\S])/gu, "$1") : value;
}

function endOfComment(sql: string, from: number): number {
  let depth = 0;
  for (let at = from; at < sql.length; at += 2) {
    if (sql.startsWith("/*", at)) depth += 1;
    else if (sql.startsWith("*/", at)) depth -= 1;
    else at -= 1;
    if (depth === 0) return at + 2;
  }
  return sql.length;
}
