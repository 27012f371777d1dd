import { err, ok, type Result } from "../result.ts";

/** Why targets have no order. */
export type TargetOrderProblem =
  | { readonly kind: "unknown"; readonly target: string; readonly after: string }
  | { readonly kind: "cycle"; readonly targets: readonly string[] };

/** A target and those that are to be done before it. */
export interface OrderedTarget {
  readonly name: string;
  readonly after: readonly string[];
}

/**
 * What each selected target waits for: those of its `after` that are selected, directly or through targets that
 * are not. `known` are all targets with their `after`.
 */
export function orderTargets(
  selected: readonly string[],
  known: readonly OrderedTarget[],
): Result<ReadonlyMap<string, readonly string[]>, TargetOrderProblem> {
  const after = new Map(known.map((target) => [target.name, target.after]));
  for (const target of known)
    for (const name of target.after)
      if (!after.has(name)) return err({ kind: "unknown", target: target.name, after: name });
  const chosen = new Set(selected);
  const waits = new Map<string, readonly string[]>();
  for (const name of selected) {
    const found = new Set<string>();
    const loop = walk(name, [name], found);
    if (loop !== null) return err({ kind: "cycle", targets: loop });
    waits.set(name, [...found].toSorted());
  }
  return ok(waits);

  function walk(name: string, path: readonly string[], found: Set<string>): readonly string[] | null {
    for (const next of after.get(name) ?? []) {
      if (path.includes(next)) return [...path.slice(path.indexOf(next)), next];
      if (chosen.has(next)) found.add(next);
      const loop = walk(next, [...path, next], found);
      if (loop !== null) return loop;
    }
    return null;
  }
}
