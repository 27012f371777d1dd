import { createHash } from "node:crypto";
import { chmod, cp, readFile, readdir, stat, symlink } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import type { Binaries } from "./startable-server.ts";
import { nativeFolder } from "./binaries.ts";
import { makeOnce } from "./make-once.ts";
import { isReachable } from "./reachable.ts";
import type { ServerIdentity } from "./server-identity.ts";

/** Binaries that the server's user can execute. */
export interface PreparedBinaries {
  readonly binaries: Binaries;
  readonly initdb: string;
  readonly postgres: string;
  /** Where the loader finds shared libraries, for LD_LIBRARY_PATH; empty where nothing is missing. */
  readonly libraryPath: readonly string[];
}

/** What preparing needs to know. */
export interface PrepareOptions {
  readonly identity: ServerIdentity | null;
  readonly cache: string;
  readonly onNote: (message: string) => void;
}

/**
 * Makes a platform package executable without changing it. npm packages hold no symbolic links, and
 * the install script that makes them is often not allowed to run; so the links are made in a folder
 * of the cache. A package that the server's user cannot reach (below a closed home, say) is copied
 * into the cache, once.
 */
export async function prepareBinaries(
  binaries: Binaries,
  options: PrepareOptions,
): Promise<PreparedBinaries> {
  if (binaries.source === "system") return prepared(binaries, []);
  const native = nativeFolder(binaries);
  if (!(await isReachable(join(native, "lib"), options.identity))) {
    const copy = await copyOf(binaries, native, options);
    return prepared({ ...binaries, bin: join(copy, "bin") }, [join(copy, "lib")]);
  }
  const links = await readLinks(native);
  if (links.length === 0 || process.platform === "win32") return prepared(binaries, []);
  const complete = await Promise.all(links.map(({ target }) => stat(target).catch(() => null)));
  if (complete.every((found) => found !== null)) return prepared(binaries, [join(native, "lib")]);
  const key = createHash("sha256").update(native).digest("hex").slice(0, 12);
  const folder = await makeOnce(join(options.cache, "links", `${binaries.build}-${key}`), async (making) => {
    for (const { source, target } of links) await symlink(source, join(making, basename(target)));
  });
  return prepared(binaries, [folder, join(native, "lib")]);
}

function prepared(binaries: Binaries, libraryPath: readonly string[]): PreparedBinaries {
  const exe = process.platform === "win32" ? ".exe" : "";
  return {
    binaries,
    initdb: join(binaries.bin, `initdb${exe}`),
    postgres: join(binaries.bin, `postgres${exe}`),
    libraryPath,
  };
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Links that the package lists, as absolute paths; both ends lie inside the package. */
async function readLinks(native: string): Promise<readonly Link[]> {
  const text = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const listed = JSON.parse(text) as readonly Link[];
  const root = dirname(native);
  return listed
    .map(({ source, target }) => ({ source: join(root, source), target: join(root, target) }))
    .filter(({ source, target }) => isInside(root, source) && isInside(root, target));
}

const isInside = (root: string, path: string): boolean => !relative(root, path).startsWith("..");

async function copyOf(binaries: Binaries, native: string, options: PrepareOptions): Promise<string> {
  return await makeOnce(join(options.cache, "binaries", binaries.build), async (making) => {
    options.onNote(`copying Postgres ${binaries.version} to a folder that its user can read`);
    // Static libraries and headers are a sixth of the size, and of no use to a server.
    const isNeeded = (path: string): boolean => !path.endsWith(".a");
    // Links stay relative: node would make them point back into the folder that cannot be reached.
    await cp(native, making, { recursive: true, filter: isNeeded, verbatimSymlinks: true });
    for (const { source, target } of await readLinks(native)) {
      const place = join(making, relative(native, target));
      await symlink(relative(dirname(target), source), place).catch((error: unknown) => {
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      });
    }
    await openToAll(making);
  });
}

/** Everybody may read, and execute what its owner may: the package may have been unpacked under a closed umask. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const isOpen = entry.isDirectory() || ((await stat(path)).mode & 0o100) !== 0;
    await chmod(path, isOpen ? 0o755 : 0o644);
  }
}
