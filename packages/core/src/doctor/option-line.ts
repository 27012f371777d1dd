import { findEntry } from "../ini/get-option.ts";
import { parseIni } from "../ini/parse-ini.ts";
import { lineAt } from "./line-at.ts";

/** The line of an option in an ini file, in the section or in `[DEFAULT]`; null where it is not there. */
export function optionLine(text: string, section: string, key: string): number | null {
  const ini = parseIni(text, "");
  return ini.ok ? (findEntry(ini.value, section, key)?.line ?? null) : null;
}

/** The first line on which a variable's name stands as a string; null where it does not. */
export function inferredLine(text: string, variable: string): number | null {
  const at = ["'", '"'].map((quote) => text.indexOf(quote + variable + quote)).filter((index) => index >= 0);
  return at.length === 0 ? null : lineAt(text, Math.min(...at) + 1);
}
