import { access, constants, mkdir, realpath, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { MigrunError } from "@migrun/core";
import type { DraftFile, InitDraft } from "./draft-init.ts";

/**
 * Writes the new files of a draft and returns them. A file that has come to be since is left as it is, and nothing is
 * written through a link that leads out of the repository. Throws a `MigrunError` (exit 3) that tells what was written.
 */
export async function writeInit({ root, files }: InitDraft): Promise<readonly DraftFile[]> {
  const written: DraftFile[] = [];
  for (const file of files.filter(({ state }) => state === "new")) {
    const problem = await writeNew(file, root);
    if (problem !== null) {
      throw new MigrunError(`${file.path} could not be written: ${problem}`, {
        code: "MIGRUN_NOT_WRITTEN",
        exitCode: 3,
        details: written.map(({ path }) => `${path} was written`),
        hint: "Mend that and run it again: what is there already stays as it is.",
      });
    }
    written.push(file);
  }
  return written;
}

async function writeNew({ path, text, isExecutable }: DraftFile, root: string): Promise<string | null> {
  const place = join(root, path);
  try {
    const outside = await firstFolderOutside(dirname(place), root);
    if (outside !== null) return `${outside} leads out of the repository`;
    await mkdir(dirname(place), { recursive: true });
    // Fails where anything is, a link that leads nowhere too.
    await writeFile(place, text, { flag: "wx", mode: isExecutable ? 0o755 : 0o644 });
    return null;
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    // Below a folder that cannot be written to, Node's recursive mkdir says ENOENT.
    const real = code === "ENOENT" ? await whyNotBelow(dirname(place)) : code;
    return WORDS[real] ?? (real === "" ? message : real);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  EEXIST: "it is there by now",
  EROFS: "the file system is read-only",
  EACCES: "its folder may not be written to",
  EPERM: "its folder may not be written to",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "something above it is no folder",
};

/** What the nearest folder that exists says to being written to. */
async function whyNotBelow(folder: string): Promise<string> {
  try {
    await access(folder, constants.W_OK);
    return "ENOENT";
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    return code === "ENOENT" && dirname(folder) !== folder ? await whyNotBelow(dirname(folder)) : code;
  }
}

/** The folder above a new file, as far as it exists, must lie in the repository in truth. */
async function firstFolderOutside(folder: string, root: string): Promise<string | null> {
  if (folder === root) return null;
  try {
    const real = await realpath(folder);
    return real.startsWith(`${root}${sep}`) ? null : folder.slice(root.length + 1);
  } catch {
    return await firstFolderOutside(dirname(folder), root);
  }
}
