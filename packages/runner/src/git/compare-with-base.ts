import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import {
  type AddedFile,
  type BaseComparison,
  type ChangedFile,
  compareTexts,
  type Target,
} from "@migrun/core";
import { decodeSource } from "../history/decode-source.ts";
import type { Base } from "./base.ts";
import { BaseFiles } from "./base-files.ts";
import { readBlobs, type ReleasedOptions } from "./released.ts";

/** What is compared: the revision folders of one target, and the files in them that the base does not have. */
export interface ComparedFolders {
  readonly target: Pick<Target, "versionLocations" | "recursiveVersionLocations">;
  /** Absolute paths. */
  readonly added: readonly string[];
}

/**
 * The revision files that have changed or gone since the base, with their texts then and now, and those
 * that have come. Null where there is no base, or where git does not answer.
 */
export async function compareWithBase(
  base: Base,
  { target, added }: ComparedFolders,
  options: ReleasedOptions,
): Promise<BaseComparison | null> {
  if (base.kind === "none") return null;
  const files = options.files ?? new BaseFiles(base, target.versionLocations, options);
  const below = await files.changedIn(target.versionLocations);
  if (below === null) return null;
  const entries = below.filter(({ file }) => isIn(file, target));
  const texts = await readBlobs(base, entries, options);
  const changed = await Promise.all(
    entries.map(async ({ file }, index): Promise<readonly ChangedFile[]> => {
      const after = await readText(file);
      // What is there and cannot be read is another finding.
      if (after === null && existsSync(file)) return [];
      return [{ file, before: texts[index] ?? "", after }];
    }),
  );
  const news = await Promise.all(
    added.map(async (file): Promise<AddedFile> => ({ file, text: (await readText(file)) ?? "" })),
  );
  return compareTexts({ commit: base.commit.slice(0, 10), changed: changed.flat(), added: news });
}

/** Alembic looks into subfolders only where it is told to. */
function isIn(file: string, target: ComparedFolders["target"]): boolean {
  return target.recursiveVersionLocations || target.versionLocations.includes(dirname(file));
}

/** Null where the file is gone or is no text. */
async function readText(file: string): Promise<string | null> {
  const bytes = await readFile(file).catch(() => null);
  const text = bytes === null ? null : decodeSource(bytes);
  return text?.ok === true ? text.value : null;
}
