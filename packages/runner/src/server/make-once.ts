import { randomBytes } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/**
 * Makes a folder that several runs may want at the same moment: each fills one of its own beside it
 * and renames it, the first wins and the others take the winner's. What a killed run left half-made
 * is removed after an hour. Rejects with whatever `fill` rejects with.
 */
export async function makeOnce(folder: string, fill: (making: string) => Promise<void>): Promise<string> {
  if (await exists(folder)) return folder;
  await removeAbandoned(folder);
  const making = `${folder}.making-${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    await mkdir(making, { recursive: true });
    await fill(making);
    await rename(making, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return folder;
}

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null;

async function removeAbandoned(folder: string): Promise<void> {
  const parent = dirname(folder);
  const names = await readdir(parent).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(`${basename(folder)}.making-`))) {
    const found = await stat(join(parent, name)).catch(() => null);
    if (found === null || Date.now() - found.mtimeMs < ABANDONED_AFTER_MS) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}
