import type { RecipeTarget } from "./recipe.ts";

/** The targets of a recipe that a target waits for. */
export function targetsBefore(
  target: RecipeTarget,
  targets: readonly RecipeTarget[],
): readonly RecipeTarget[] {
  return targets.filter((one) => one.name !== target.name && target.after.includes(one.name));
}

/** How many targets stand in line before a target: 0 for one that waits for none. A circle does not hang. */
export function depthOf(target: RecipeTarget, targets: readonly RecipeTarget[]): number {
  const depth = (one: RecipeTarget, seen: ReadonlySet<string>): number => {
    const before = targetsBefore(one, targets).filter(({ name }) => !seen.has(name));
    return before.length === 0
      ? 0
      : 1 + Math.max(...before.map((each) => depth(each, new Set([...seen, each.name]))));
  };
  return depth(target, new Set([target.name]));
}
