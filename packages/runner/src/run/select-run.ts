import { lstat } from "node:fs/promises";
import { resolve } from "node:path";
import { err, ok, selectTargets } from "@migrun/core";
import type { Result, SelectionError, Target, TargetProblem } from "@migrun/core";
import { touchedBy } from "../git/touched-by.ts";

/** What words after a command mean: targets and unreadable configs, and files that belong to none. */
export interface RunSelection {
  readonly chosen: ReadonlySet<Target | TargetProblem>;
  /** Files as they were given that no target has anything to do with. */
  readonly strayFiles: readonly string[];
}

interface Found {
  readonly isHere: (one: Target | TargetProblem) => boolean;
  readonly targets: readonly Target[];
  readonly problems: readonly TargetProblem[];
}

/**
 * Reads the words of a command line. What is a target's name or a glob of names stays one; a word that is none
 * and is a file (hooks pass those that are staged) stands for the targets it may matter to. A deleted file
 * counts where a target holds its place: what is left is judged. No word at all: what lies below the working directory.
 */
export async function selectRun(
  words: readonly string[],
  found: Found,
  cwd: string,
): Promise<Result<RunSelection, SelectionError>> {
  const everything = [...found.targets, ...found.problems];
  if (words.length === 0) return ok({ chosen: new Set(everything.filter(found.isHere)), strayFiles: [] });
  const names: string[] = [];
  const chosen = new Set<Target | TargetProblem>();
  const strayFiles: string[] = [];
  for (const word of words) {
    const isName = selectTargets(everything, [word]).ok;
    const owners = isName ? [] : ownersOf(resolve(cwd, word), found);
    for (const owner of owners) chosen.add(owner);
    if (owners.length > 0) continue;
    if (!isName && (await isFile(resolve(cwd, word)))) strayFiles.push(word);
    else names.push(word);
  }
  // Files alone must not come to mean every target.
  if (names.length > 0) {
    const named = selectTargets(everything, names);
    if (!named.ok) return err(named.error);
    for (const one of named.value) chosen.add(one);
  }
  return ok({ chosen, strayFiles });
}

/** A mistyped name is no path of any target: it has to look like a file, or be one. */
function ownersOf(
  file: string,
  { targets, problems }: Pick<Found, "targets" | "problems">,
): readonly (Target | TargetProblem)[] {
  if (!/\.(?:py|ini|toml|mako)$/u.test(file)) return [];
  const names = new Set(touchedBy(file, targets));
  return [
    ...targets.filter((target) => names.has(target.name)),
    ...problems.filter((problem) => problem.file === file),
  ];
}

async function isFile(path: string): Promise<boolean> {
  try {
    return !(await lstat(path)).isDirectory();
  } catch {
    return false;
  }
}
