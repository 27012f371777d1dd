/**
 * White space in the sense of Python's `str.isspace`, inside a character class. JavaScript's `\s` differs:
 * it has U+FEFF and lacks U+001C to U+001F and U+0085.
 */
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

const LEADING = new RegExp(`^[${SPACE}]+`, "u");
const TRAILING = new RegExp(`[${SPACE}]+$`, "u");

/** Removes white space at both ends, as Python's `str.strip` does. */
export function strip(text: string): string {
  return stripEnd(text.replace(LEADING, ""));
}

/** Removes white space at the end, as Python's `str.rstrip` does. */
export function stripEnd(text: string): string {
  return text.replace(TRAILING, "");
}

/** How many white space characters a line begins with. */
export function indentOf(line: string): number {
  return LEADING.exec(line)?.[0].length ?? 0;
}
