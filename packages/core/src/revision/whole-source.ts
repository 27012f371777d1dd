/**
 * A character of code. A letter that makes a formatted string of the quote behind it is none, since code may stand in
 * such a string.
 */
const CODE = String.raw`[^"'#\\()[\]{}\nfFtT]|[fFtT](?!["']|[a-zA-Z]["'])`;
/** Inside of strings and brackets: the line below is indented, empty, a comment, or begins with what ends something. */
const INNER_LINE = String.raw`\n(?=[ \t\f\n)\]}#"']|$)`;
const ESCAPE = String.raw`\\[^\n]`;
const COMMENT = String.raw`#[^\n]*`;

const triple = (quote: string): string =>
  String.raw`${quote}{3}(?:[^${quote}\\\n]|${quote}(?!${quote}{2})|${INNER_LINE}|${ESCAPE})*${quote}{3}`;
const single = (quote: string): string =>
  String.raw`${quote}(?!${quote}{2})(?:[^${quote}\\\n]|${ESCAPE})*${quote}`;
const STRING = [triple('"'), triple("'"), single('"'), single("'")].join("|");

const INNER = [CODE, STRING, COMMENT, INNER_LINE].join("|");
const bracketed = ([open, close]: readonly [string, string], inner: readonly string[]): string =>
  `\\${open}(?:${[INNER, ...inner].join("|")})*\\${close}`;
const CALL = bracketed(["(", ")"], []);
const LIST = bracketed(["[", "]"], [CALL]);
const SET = bracketed(["{", "}"], [CALL, LIST]);
/** Calls in calls in calls, and lists in each: what migrations are made of. */
const CALLS = bracketed(["(", ")"], [LIST, bracketed(["(", ")"], [LIST, CALL])]);

/** Each piece begins with a character that no other begins with: there is one way to match, and nothing to try again. */
const WHOLE = new RegExp(`(?:${[CODE, STRING, COMMENT, String.raw`\n`, CALLS, LIST, SET].join("|")})*$`, "y");
/** A longer text is left to the parser: the engine keeps a note for each character. */
const LONGEST = 100_000;

/**
 * Is the source from here on made of whole strings and of brackets that close, so that every line which begins at the
 * margin with a letter begins a statement? "No" may also mean that it is only unusual: formatted strings, a
 * backslash outside of strings, brackets four deep. The engine judges a file in one go, in about a millionth of a second.
 */
export function isWholeSource(source: string, from: number): boolean {
  if (source.length - from > LONGEST) return false;
  WHOLE.lastIndex = from;
  return WHOLE.test(source);
}
