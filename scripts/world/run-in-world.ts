import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { $ } from "zx";
import type { Report } from "../../packages/core/src/index.ts";
import type { WorldPackage } from "./world-package.ts";

/** Where a package of the world runs. */
export interface WorldPlace {
  /** The virtual environment. */
  readonly folder: string;
  readonly python: string;
  /** A home of its own, where applications may write. */
  readonly home: string;
}

const migrun = join(import.meta.dirname, "..", "..", "apps", "cli", "bin", "migrun.js");

/** The variables that commands of a package get: of this machine's own, the search path alone. */
export function variablesOf({ folder, home }: WorldPlace): Readonly<Record<string, string>> {
  return {
    PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
    HOME: home,
    LANG: "C.UTF-8",
  };
}

/** What a command of migrun (`all`, `sql`) reports of the whole history. Throws where that is a bug in migrun. */
export async function runInWorld(entry: WorldPackage, place: WorldPlace, command: string): Promise<Report> {
  await mkdir(place.home, { recursive: true });
  const cache = process.env["MIGRUN_CACHE_DIR"] ?? join(homedir(), ".cache", "migrun");
  const flags = [
    "--all-revisions",
    "--python",
    place.python,
    "--timeout",
    "600",
    "--quiet",
    "--format",
    "json",
  ];
  const run = await $({
    nothrow: true,
    quiet: true,
    cwd: entry.folder,
    env: { ...variablesOf(place), MIGRUN_CACHE_DIR: cache },
  })`${process.execPath} ${migrun} ${command} ${flags}`;
  if (run.exitCode === 70) throw new Error(`${entry.name}: a bug in migrun: ${run.stderr}`);
  return JSON.parse(run.stdout) as Report;
}
