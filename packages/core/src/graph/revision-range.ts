import type { RevisionId } from "../revision/revision.ts";
import type { RevisionGraph } from "./graph.ts";
import { ancestorsOf, descendantsOf } from "./lineage.ts";

/** Does a configured revision name a part of a history, `a1b2..c3d4`, rather than one revision? */
export function isRevisionRange(text: string): boolean {
  return text.includes("..");
}

/**
 * The revisions of `a1b2..c3d4`: both ends and every revision on a way between them. Without a beginning everything
 * up to the end, without an end everything from the beginning on. Empty where an end is no revision of the graph.
 */
export function revisionsInRange(
  graph: Pick<RevisionGraph, "nodes">,
  range: string,
): ReadonlySet<RevisionId> {
  const at = range.indexOf("..");
  const [first, last] = [range.slice(0, at), range.slice(at + 2)];
  const all = new Set(graph.nodes.keys());
  const above = first === "" ? all : descendantsOf(graph, [first]);
  const below = last === "" ? all : ancestorsOf(graph, [last]);
  return new Set([...above].filter((id) => below.has(id)));
}
