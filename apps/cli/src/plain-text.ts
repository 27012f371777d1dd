/**
 * Text from outside (env.py, a server's message, a file name) made harmless for a terminal: control
 * characters, those that reverse the direction of writing and broken ones become visible escapes.
 * Line feeds and tabs stay, carriage returns before a line feed go.
 */
export function neutralise(text: string): string {
  // Most texts are harmless: one test instead of two copies.
  if (!UNSAFE.test(text)) return text;
  return text.replaceAll("\r\n", "\n").replaceAll(UNSAFE_ALL, visible);
}

// The characters are the point here: this is the place that takes them out.
const UNSAFE =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069]|\p{Surrogate}/u;
const UNSAFE_ALL = new RegExp(UNSAFE.source, "gu");

function visible(char: string): string {
  const code = char.charCodeAt(0);
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** The same on one line: line feeds and tabs become spaces. */
export function oneLine(text: string): string {
  return neutralise(text).replaceAll(/\s+/g, " ").trim();
}

/** How many columns a text takes in a terminal, without its colours. */
export function displayWidth(text: string): number {
  const bare = text.replaceAll(ANSI_COLOR, "");
  if (PRINTABLE_ASCII.test(bare)) return bare.length;
  let width = 0;
  for (const { segment } of graphemes().segment(bare)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

// oxlint-disable-next-line no-control-regex
const ANSI_COLOR = /\u001B\[[\d;]*m/g;
const PRINTABLE_ASCII = /^[\u0020-\u007E]*$/;
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}|\p{Emoji}\uFE0F/u;

let segmenter: Intl.Segmenter | null = null;

function graphemes(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter;
}

/** Fills up with spaces to the given width; longer texts stay as they are. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/** Cuts an uncoloured text to the given width: at its end, or with `keep: "end"` at its beginning. */
export function truncate(
  text: string,
  width: number,
  { ellipsis, keep = "start" }: { readonly ellipsis: string; readonly keep?: "start" | "end" },
): string {
  if (displayWidth(text) <= width) return text;
  const parts = Array.from(graphemes().segment(text), ({ segment }) => segment);
  const room = width - displayWidth(ellipsis);
  const kept: string[] = [];
  let used = 0;
  for (const part of keep === "start" ? parts : parts.toReversed()) {
    used += displayWidth(part);
    if (used > room) break;
    kept.push(part);
  }
  return keep === "start" ? kept.join("") + ellipsis : ellipsis + kept.reverse().join("");
}

/**
 * Breaks a line at spaces so that no part is wider than the width. A word that is wider stays whole,
 * and so does what stands in backticks: a command is there to be copied.
 */
export function wrap(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of wordsOf(line)) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current !== "" && displayWidth(longer) > width) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current];
}

function wordsOf(line: string): readonly string[] {
  const isBalanced = line.split("`").length % 2 === 1;
  // A space is outside of backticks if an even number of them follows.
  return line.split(isBalanced ? / (?=(?:[^`]*`[^`]*`)*[^`]*$)/ : " ");
}

/** Puts parts side by side where they fit into the width, else below each other; no part is broken. */
export function joinWithin(parts: readonly string[], separator: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = `${lines.at(-1) ?? ""}${separator}${part}`;
    if (lines.length > 0 && displayWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}
