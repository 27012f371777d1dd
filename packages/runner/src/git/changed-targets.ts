import { join } from "node:path";
import { git } from "./git.ts";
import type { Base } from "./base.ts";
import type { ReleasedOptions } from "./released.ts";
import { touchedBy } from "./touched-by.ts";
import type { TargetPlaces } from "./touched-by.ts";

/**
 * Names of the targets that were touched since the base (`--changed`), uncommitted and untracked files
 * included. Without a base: all.
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
    for (const name of touchedBy(join(base.root, path), targets)) touched.add(name);
  }
  return touched;
}
