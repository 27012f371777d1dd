import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { BASELINE_FILE, MigrunError, parseBaseline, type PlacedEntry } from "@migrun/core";
import type { RunGround } from "./prepare-run.ts";

/** The baseline file of a run, read. */
export interface BaselineFile {
  /** Absolute, links resolved: where it is written. */
  readonly path: string;
  /** As the user knows it. */
  readonly shown: string;
  /** False: nothing was accepted yet. */
  readonly exists: boolean;
  readonly entries: readonly PlacedEntry[];
}

/** Reads the baseline that is configured, or the one beside the configuration. Throws a `MigrunError` (exit 2) where it cannot be used. */
export async function readBaselineFile({ config, loaded, show }: RunGround): Promise<BaselineFile> {
  const asked = config.baseline ?? join(loaded.root, BASELINE_FILE);
  const path = await realpath(asked).catch(() => asked);
  const shown = show(asked);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { path, shown, exists: false, entries: [] };
    throw unusable(`The baseline ${shown} cannot be read: ${code ?? String(error)}.`, WHERE);
  }
  const parsed = parseBaseline(text);
  if (parsed.ok) return { path, shown, exists: true, entries: parsed.value };
  const { line, message, hint } = parsed.error;
  throw unusable(`${shown}:${line} ${message}.`, hint);
}

const WHERE = "Name a file that can be read with `baseline: PATH`.";

function unusable(message: string, hint: string): MigrunError {
  return new MigrunError(message, { code: "MIGRUN_BASELINE_INVALID", exitCode: 2, hint });
}
