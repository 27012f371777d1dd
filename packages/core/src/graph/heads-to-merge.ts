import type { RevisionId } from "../revision/revision.ts";
import type { RevisionGraph } from "./graph.ts";
import { descendantsOf } from "./lineage.ts";

/**
 * The heads that should be one, of a history that may have `allowed` heads: a number, or the branch
 * labels of which each may have one. Empty where the history is as it should be.
 */
export function headsToMerge(
  graph: RevisionGraph,
  allowed: number | readonly string[],
): readonly RevisionId[] {
  if (typeof allowed === "number") return graph.heads.length > allowed ? graph.heads.toSorted() : [];
  for (const label of allowed) {
    const carrier = graph.labels.get(label);
    const branch = carrier === undefined ? new Set<RevisionId>() : descendantsOf(graph, [carrier], "down");
    const heads = graph.heads.filter((head) => branch.has(head));
    if (heads.length > 1) return heads.toSorted();
  }
  return [];
}
