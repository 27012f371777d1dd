import { homedir } from "node:os";
import { posix, win32 } from "node:path";

/**
 * The folder for what may be made anew at any time (probes of interpreters, copied binaries): `MIGRUN_CACHE_DIR`,
 * else the place that the platform has for it. Absolute; not created here.
 */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const { join, resolve, isAbsolute } = platform === "win32" ? win32 : posix;
  const given = env["MIGRUN_CACHE_DIR"];
  if (given) return resolve(given);
  const home = (platform === "win32" ? env["USERPROFILE"] : env["HOME"]) || homedir();
  if (platform === "darwin") return join(home, "Library", "Caches", "migrun");
  if (platform === "win32")
    return join(env["LOCALAPPDATA"] || join(home, "AppData", "Local"), "migrun", "Cache");
  // The XDG base directory specification: a relative path is invalid and to be ignored.
  const xdg = env["XDG_CACHE_HOME"];
  return join(xdg && isAbsolute(xdg) ? xdg : join(home, ".cache"), "migrun");
}
