import { lstat, mkdir } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { isReachable } from "./reachable.ts";
import type { ServerIdentity } from "./server-identity.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder that keeps server binaries and initialised clusters between runs. The first of these
 * that can be written by us and read by the server's user: MIGRUN_CACHE_DIR; for root
 * /var/cache/migrun (its home is usually closed to others); the user's cache folder; a folder of our
 * own in the temp folder. Null: none is usable.
 */
export async function cacheFolder(env: Environment, identity: ServerIdentity | null): Promise<string | null> {
  for (const folder of candidates(env, identity)) {
    if (await isUsable(folder, identity)) return folder;
  }
  return null;
}

function candidates(env: Environment, identity: ServerIdentity | null): string[] {
  const own = process.getuid?.() ?? "user";
  return [
    ...(env["MIGRUN_CACHE_DIR"] ? [env["MIGRUN_CACHE_DIR"]] : []),
    ...(identity === null ? [userCache(env)] : ["/var/cache/migrun"]),
    join(tmpdir(), `migrun-cache-${own}`),
    ...(process.platform === "win32" ? [] : [`/tmp/migrun-cache-${own}`]),
  ];
}

function userCache(env: Environment): string {
  const home = env["HOME"] ?? homedir();
  if (process.platform === "win32") return join(env["LOCALAPPDATA"] ?? home, "migrun", "cache");
  if (process.platform === "darwin") return join(home, "Library", "Caches", "migrun");
  return join(env["XDG_CACHE_HOME"] || join(home, ".cache"), "migrun");
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
