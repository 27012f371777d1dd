import { strip } from "../text/python-space.ts";

/**
 * A docstring as Alembic's `doc` shows it: stripped and cut at the first empty line. A line that
 * holds a space does not cut, and the doc may have several lines.
 */
export function docOf(docstring: string): string {
  const cut = strip(docstring).split("\n\n", 1)[0];
  return cut ?? "";
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const LITERAL = /^([a-z]{0,2})("""|'''|"|')([\s\S]*)\2$/i;
const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g;

/** The value of one string literal, quotes and prefix included; null for bytes, f-strings and `\N{…}`. */
export function stringValue(literal: string): string | null {
  const match = LITERAL.exec(literal);
  if (match === null) return null;
  const prefix = (match[1] ?? "").toLowerCase();
  const body = match[3] ?? "";
  if (prefix === "r") return body;
  if (prefix !== "" && prefix !== "u") return null;
  let readable = true;
  const value = body.replaceAll(ESCAPE, (escape) => {
    const decoded = decodeEscape(escape.slice(1));
    if (decoded === null) readable = false;
    return decoded ?? "";
  });
  return readable ? value : null;
}

function decodeEscape(body: string): string | null {
  const kind = body.charAt(0);
  const simple = SIMPLE_ESCAPES[body];
  if (simple !== undefined) return simple;
  if (body.length > 1 && "xuU".includes(kind)) return fromCodePoint(Number.parseInt(body.slice(1), 16));
  if (/^[0-7]+$/.test(body)) return fromCodePoint(Number.parseInt(body, 8));
  // `\x`, `\u`, `\U` without their digits are errors of Python, `\N{name}` needs its tables.
  if ("xuUN".includes(kind)) return null;
  return `\\${body}`;
}

function fromCodePoint(value: number): string | null {
  return value > 0x10_ff_ff ? null : String.fromCodePoint(value);
}
