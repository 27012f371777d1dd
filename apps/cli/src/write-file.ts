import { appendFile, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

/**
 * Writes a file whole or not at all: beside its place first, then moved there. Parent folders are
 * made. What is there and is no regular file (a pipe, a device) is written to directly.
 */
export async function writeWhole(path: string, text: string, cwd: string): Promise<void> {
  const place = resolve(cwd, path);
  const folder = dirname(place);
  await mkdir(folder, { recursive: true });
  const there = await stat(place).catch(() => null);
  if (there !== null && !there.isFile()) return await writeFile(place, text);
  const beside = join(folder, `.${basename(place)}.${process.pid}.tmp`);
  try {
    await writeFile(beside, text);
    await rename(beside, place);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Adds to the end of a file that belongs to somebody else. */
export async function appendText(path: string, text: string): Promise<void> {
  await appendFile(path, text);
}
