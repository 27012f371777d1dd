import { dirname, join, sep } from "node:path";
import type { Target } from "@migrun/core";
import { git } from "./git.ts";
import type { Base } from "./base.ts";
import type { ReleasedOptions } from "./released.ts";

/** What of a target says which files are its own. */
export type TargetPlaces = Pick<
  Target,
  "name" | "iniFile" | "tomlFile" | "cwd" | "scriptDirectory" | "versionLocations"
>;

/**
 * Names of the targets that were touched since the base (`--changed`), uncommitted and untracked files
 * included. A file in one target's script or version folders touches that target only; any other file
 * touches every target at work in the nearest folder above it, since models may live there. Without a
 * base: all.
 */
export async function changedTargets(
  base: Base,
  targets: readonly TargetPlaces[],
  options: ReleasedOptions,
): Promise<Set<string>> {
  if (base.kind === "none") return new Set(targets.map(({ name }) => name));
  const context = { ...options, cwd: base.root };
  const changed = await git(["diff", "--name-only", "--no-renames", "-z", base.commit, "--"], context);
  const untracked = await git(["ls-files", "--others", "--exclude-standard", "-z"], context);
  // What git cannot tell must not hide a target.
  if (changed === null || untracked === null) return new Set(targets.map(({ name }) => name));
  const touched = new Set<string>();
  for (const path of new Set(`${changed}\0${untracked}`.split("\0"))) {
    if (path === "" || /\.(?:md|rst)$/.test(path)) continue;
    for (const name of targetsOf(join(base.root, path), targets)) touched.add(name);
  }
  return touched;
}

/** The targets that a changed file may matter to. */
function targetsOf(file: string, targets: readonly TargetPlaces[]): string[] {
  const owners = targets.filter(
    (target) =>
      file === target.iniFile ||
      file === target.tomlFile ||
      ownFolders(target).some((folder) => isIn(file, folder)),
  );
  if (owners.length > 0) return owners.map(({ name }) => name);
  let nearest = "";
  for (const target of targets) {
    for (const folder of workFolders(target))
      if (isIn(file, folder) && folder.length > nearest.length) nearest = folder;
  }
  return targets.filter((target) => workFolders(target).includes(nearest)).map(({ name }) => name);
}

function ownFolders(target: TargetPlaces): string[] {
  return [...(target.scriptDirectory === null ? [] : [target.scriptDirectory]), ...target.versionLocations];
}

function workFolders(target: TargetPlaces): string[] {
  const config = target.iniFile ?? target.tomlFile;
  return [target.cwd, ...(config === null ? [] : [dirname(config)])];
}

function isIn(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
