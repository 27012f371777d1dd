import { constants } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { MigrunError, renderUpgradeMetrics, type UpgradeDocument } from "@migrun/core";
import type { Io } from "../io.ts";
import { oneLine } from "../plain-text.ts";
import { writeWhole } from "../write-file.ts";

/**
 * Throws a `MigrunError` (exit 2) where the file of `--metrics-file` could not be written: before anything is migrated. Its
 * folder is not made: the collector reads one that is there, and a wrong one would be silent for ever.
 */
export async function checkMetricsFile(file: string, { cwd }: Pick<Io, "cwd">): Promise<void> {
  const folder = dirname(resolve(cwd, file));
  try {
    await access(folder, constants.W_OK);
    if (!(await stat(folder)).isDirectory()) throw new Error("something above it is no folder");
    const there = await stat(resolve(cwd, file)).catch(() => null);
    if (there?.isDirectory() === true) throw new Error("it is a folder");
  } catch (error) {
    throw new MigrunError(`The metrics file ${oneLine(file)} cannot be written: ${reasonOf(error)}`, {
      code: "MIGRUN_USAGE",
      exitCode: 2,
      hint: "Nothing was changed. Give --metrics-file a file in a folder that this user may write to.",
    });
  }
}

/**
 * Writes what became of a deploy, whole or not at all: the collector never reads half a file. A file that cannot be written
 * is said, and does not change how the deploy ended.
 */
export async function writeMetricsFile(file: string, document: UpgradeDocument, io: Io): Promise<void> {
  try {
    const before = await readFile(resolve(io.cwd, file), "utf8").catch(() => "");
    await writeWhole(file, renderUpgradeMetrics({ ...document, endedAt: io.now() / 1000 }, before), io.cwd);
  } catch (error) {
    const line = `the metrics file ${file} could not be written: ${reasonOf(error)}`;
    await io.stderr.write(`migrun: ${oneLine(line)}\n`);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const words: Readonly<Record<string, string>> = {
    ENOENT: "its folder is not there",
    ENOTDIR: "something above it is no folder",
    EACCES: "this user may not write to its folder",
    EROFS: "its folder cannot be written to",
    ENOSPC: "the disk is full",
  };
  return words[code] ?? (error instanceof Error ? error.message : String(error));
}
