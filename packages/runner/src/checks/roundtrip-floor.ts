import { ancestorsOf, descendantsOf, type RevisionGraph } from "@migrun/core";

/** Down to where the round trip goes: a revision, or base (null); or why the declared floor cannot be one. */
export type Floor =
  | { readonly kind: "floor"; readonly revision: string | null }
  | { readonly kind: "unusable"; readonly reason: string };

/**
 * Finds the revision that `roundtrip.floor` names. `downgrade` undoes what descends from it and nothing
 * else: with a branch beside it, the way down would end where no way up has been.
 */
export function findFloor(declared: string | null, graph: RevisionGraph, target: string): Floor {
  if (declared === null || declared === "base") return { kind: "floor", revision: null };
  const option = `targets.${target}.roundtrip.floor`;
  const ids = [...graph.nodes.keys()];
  const matches = ids.includes(declared) ? [declared] : ids.filter((id) => id.startsWith(declared));
  const [revision] = matches;
  if (revision === undefined || matches.length > 1) {
    const found = matches.length === 0 ? "no revision has this id" : `it may mean ${matches.join(" or ")}`;
    return { kind: "unusable", reason: `\`${option}\` is "${declared}", and ${found}` };
  }
  const above = descendantsOf(graph, [revision]);
  const below = ancestorsOf(graph, [revision]);
  const beside = ids.find((id) => !above.has(id) && !below.has(id));
  if (beside === undefined) return { kind: "floor", revision };
  return {
    kind: "unusable",
    reason: `\`${option}\` is ${revision}, and ${beside} stands beside it on another branch: name a revision that all others lead to or come from`,
  };
}
