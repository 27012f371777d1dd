import { dirname, sep } from "node:path";
import type { Target } from "@migrun/core";

/** What of a target says which files are its own. */
export type TargetPlaces = Pick<
  Target,
  "name" | "iniFile" | "tomlFile" | "cwd" | "scriptDirectory" | "versionLocations"
>;

/**
 * Names of the targets that a file (absolute; it need not exist) may matter to. A file in one target's script
 * or version folders belongs to that target only; any other file touches every target at work in the nearest
 * folder above it, since models may live there.
 */
export function touchedBy(file: string, targets: readonly TargetPlaces[]): readonly string[] {
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
