import { lstat, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../exec/cache-folder.ts";
import { isReachable } from "./reachable.ts";
import type { ServerIdentity } from "./server-identity.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder that keeps server binaries and initialised clusters between runs. The first of these
 * that can be written by us and read by the server's user: MIGRUN_CACHE_DIR; for root
 * /var/cache/migrun (its home is usually closed to others); the user's cache folder; a folder of our
 * own in the temp folder. Null: none is usable.
 */
export async function serverCacheFolder(
  env: Environment,
  identity: ServerIdentity | null,
): Promise<string | null> {
  for (const folder of candidates(env, identity)) {
    if (await isUsable(folder, identity)) return folder;
  }
  return null;
}

function candidates(env: Environment, identity: ServerIdentity | null): string[] {
  const own = process.getuid?.() ?? "user";
  return [
    // For root, who has a server user beside itself, only a folder that was asked for is the user's own.
    ...(identity === null || env["MIGRUN_CACHE_DIR"] ? [cacheFolder(env)] : []),
    ...(identity === null ? [] : ["/var/cache/migrun"]),
    join(tmpdir(), `migrun-cache-${own}`),
    ...(process.platform === "win32" ? [] : [`/tmp/migrun-cache-${own}`]),
  ];
}

async function isUsable(folder: string, identity: ServerIdentity | null): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: identity === null ? 0o700 : 0o755 });
    const found = await lstat(folder);
    if (!found.isDirectory()) return false;
    if (process.getuid === undefined) return true;
    // A folder of a known name in /tmp may have been put there by somebody else.
    if (found.uid !== process.getuid() || (found.mode & 0o022) !== 0) return false;
    return await isReachable(folder, identity);
  } catch {
    return false;
  }
}
