import type { Result } from "../result.ts";
import { err, ok } from "../result.ts";
import type { IniDocument, IniEntry, IniError } from "./ini-document.ts";

/** What Alembic puts under the file's own defaults. */
export interface IniDefaults {
  /** Absolute folder of the ini file, with `/`: the value of `%(here)s`. */
  readonly here: string;
}

/** Python's `configparser.MAX_INTERPOLATION_DEPTH`. */
const MAX_DEPTH = 10;
const REFERENCE = /^%\(([^)]+)\)s/u;

/** The entry that a key of a section means: its own, or the one of `[DEFAULT]`. Null if neither, or no such section. */
export function findEntry(document: IniDocument, section: string, key: string): IniEntry | null {
  const entries = document.sections.get(section)?.entries;
  if (entries === undefined) return null;
  const folded = key.toLowerCase();
  return entries.get(folded) ?? document.defaults.entries.get(folded) ?? null;
}

/**
 * The value of a key as Alembic's `get_main_option` gives it: interpolated, with `[DEFAULT]` and `here`.
 * Null where the section or the key is absent. Fails only if this very key cannot be interpolated.
 */
export function getOption(
  document: IniDocument,
  section: string,
  key: string,
  defaults: IniDefaults,
): Result<string | null, IniError> {
  if (!document.sections.has(section)) return ok(null);
  const folded = key.toLowerCase();
  const entry = findEntry(document, section, folded);
  const raw = entry?.value ?? (folded === "here" ? defaults.here : null);
  if (raw === null) return ok(null);
  const lookup = (name: string): string | null => {
    const found = findEntry(document, section, name);
    return found?.value ?? (name.toLowerCase() === "here" ? defaults.here : null);
  };
  const value = interpolate(raw, lookup, 1);
  return value.ok ? value : err({ line: entry?.line ?? null, message: `${folded}: ${value.error}` });
}

function interpolate(
  text: string,
  lookup: (name: string) => string | null,
  depth: number,
): Result<string, string> {
  if (depth > MAX_DEPTH) return err(`values refer to each other more than ${MAX_DEPTH} levels deep`);
  let done = "";
  let rest = text;
  for (;;) {
    const percent = rest.indexOf("%");
    if (percent < 0) return ok(done + rest);
    done += rest.slice(0, percent);
    rest = rest.slice(percent);
    if (rest.startsWith("%%")) {
      done += "%";
      rest = rest.slice(2);
      continue;
    }
    const match = REFERENCE.exec(rest);
    const name = match?.[1];
    if (match === null || name === undefined) {
      return err("a `%` must be written `%%`, or begin a reference such as `%(here)s`");
    }
    const value = lookup(name);
    if (value === null) return err(`%(${name})s refers to a key that is neither here nor in [DEFAULT]`);
    const inner = value.includes("%") ? interpolate(value, lookup, depth + 1) : ok(value);
    if (!inner.ok) return inner;
    done += inner.value;
    rest = rest.slice(match[0].length);
  }
}
