import type { Result } from "../result.ts";
import { err, ok } from "../result.ts";
import { strip } from "../text/python-space.ts";

/** Lists of paths that an ini file may hold in one value. */
export type LocationKey = "version_locations" | "prepend_sys_path";

/** What splits a list, as far as it is configured. */
export interface SeparatorOptions {
  /** Since Alembic 1.16. */
  readonly pathSeparator: string | null;
  /** Since Alembic 1.7, for `version_locations` only, and only where `path_separator` is absent. */
  readonly versionPathSeparator: string | null;
  /** `os.pathsep` of the system: what `os` means. */
  readonly osSeparator: ":" | ";";
}

/** What is wrong, and the key to blame. */
export interface SplitError {
  readonly key: string;
  readonly message: string;
}

const SEPARATORS: ReadonlyMap<string, string> = new Map([
  ["space", " "],
  ["newline", "\n"],
  [":", ":"],
  [";", ";"],
]);

/**
 * Splits a list of paths as Alembic does: by the configured separator (empty pieces dropped, then stripped),
 * else by the old rule (spaces and commas; for `prepend_sys_path` colons too). Fails on an unknown separator
 * and on what Alembic quietly turns into the working directory or into a folder that cannot exist.
 */
export function splitLocations(
  key: LocationKey,
  value: string,
  options: SeparatorOptions,
): Result<readonly string[], SplitError> {
  const named = options.pathSeparator ?? (key === "version_locations" ? options.versionPathSeparator : null);
  const option = options.pathSeparator === null ? "version_path_separator" : "path_separator";
  const pieces =
    named === null ? splitOldStyle(key, value) : splitBy(named, option, value, options.osSeparator);
  if (!pieces.ok || key === "prepend_sys_path") return pieces;
  if (pieces.value.includes("")) {
    return err({ key, message: `${key} has an empty entry, which Alembic takes for the working directory` });
  }
  if (pieces.value.some((piece) => piece.includes("\n"))) {
    return err({
      key,
      message: `${key} has several lines, but no "path_separator = newline" that splits them`,
    });
  }
  return pieces;
}

function splitBy(
  name: string,
  option: string,
  value: string,
  osSeparator: string,
): Result<readonly string[], SplitError> {
  const separator = name === "os" ? osSeparator : SEPARATORS.get(name);
  if (separator === undefined) {
    return err({ key: option, message: `${option} must be space, newline, os, : or ;, and is "${name}"` });
  }
  const pieces = value.split(separator).filter((piece) => piece !== "");
  return ok(pieces.map((piece) => strip(piece)));
}

function splitOldStyle(key: LocationKey, value: string): Result<readonly string[], SplitError> {
  return ok(value.split(key === "version_locations" ? /, *| +/u : /, *| +|:/u));
}
