import { randomUUID } from "node:crypto";
import { chmod, realpath, rename, rm, stat, writeFile } from "node:fs/promises";

/**
 * Gives a file another content, with its permissions: beside it first and then in its place, so that nobody ever
 * reads half of it. A link stays one. Rejects with the file system's error, and then all is as it was.
 */
export async function replaceFile(path: string, content: Uint8Array, newPath = path): Promise<void> {
  const place = newPath === path ? await realpath(path) : newPath;
  const beside = `${place}.${randomUUID()}.tmp`;
  try {
    const { mode } = await stat(path);
    await writeFile(beside, content);
    await chmod(beside, mode);
    await rename(beside, place);
    if (newPath !== path) await rm(path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
