import { findEntry } from "../ini/get-option.ts";
import { parseIni } from "../ini/parse-ini.ts";

/** The line of an option in an ini file, in the section or in `[DEFAULT]`; null where it is not there. */
export function optionLine(text: string, section: string, key: string): number | null {
  const ini = parseIni(text, "");
  return ini.ok ? (findEntry(ini.value, section, key)?.line ?? null) : null;
}
