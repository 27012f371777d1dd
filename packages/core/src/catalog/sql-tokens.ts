const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[\p{L}\p{N}_$.]+|[^\s]/gu;
const PLAIN_NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/**
 * Splits SQLite's SQL into tokens, so that texts which differ in blanks, comments and needless quotes
 * are equal. Quoted names become plain where they may be, and `"…"` otherwise; strings stay as they are.
 */
export function sqlTokens(sql: string): readonly string[] {
  const tokens: string[] = [];
  for (const [text] of sql.matchAll(TOKEN)) {
    if (text.startsWith("--") || text.startsWith("/*")) continue;
    tokens.push(plainName(text));
  }
  return tokens;
}

/** Splits tokens at the commas outside of parentheses: the columns and constraints of a CREATE TABLE. */
export function splitSqlList(tokens: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (token === "," && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

function plainName(token: string): string {
  const quote = token[0];
  if (quote !== '"' && quote !== "`" && quote !== "[") return token;
  if (token.length < 2) return token;
  const inner = token.slice(1, -1);
  const name = quote === "[" ? inner : inner.replaceAll(quote + quote, quote);
  return PLAIN_NAME.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
