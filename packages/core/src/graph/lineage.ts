import type { RevisionId } from "../revision/revision.ts";
import type { GraphNode, RevisionGraph } from "./graph.ts";

/**
 * Which edges a walk follows: `down`: `down_revision` only; `all`: dependencies too (downwards
 * the normalized ones, which reach the same revisions).
 */
export type Edges = "down" | "all";

type Nodes = Pick<RevisionGraph, "nodes">;

/** The given revisions and everything below them. Ids that the graph does not have are passed over. */
export function ancestorsOf(graph: Nodes, ids: Iterable<RevisionId>, edges: Edges = "all"): Set<RevisionId> {
  return reach(graph, ids, (node) => (edges === "down" ? node.down : node.parents));
}

/** The given revisions and everything above them. Ids that the graph does not have are passed over. */
export function descendantsOf(
  graph: Nodes,
  ids: Iterable<RevisionId>,
  edges: Edges = "all",
): Set<RevisionId> {
  return reach(graph, ids, (node) => (edges === "down" ? node.children : node.allChildren));
}

/** The given revisions and everything that `next` leads to. */
export function reach(
  graph: Nodes,
  ids: Iterable<RevisionId>,
  next: (node: GraphNode) => readonly RevisionId[],
): Set<RevisionId> {
  const seen = new Set<RevisionId>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const node = graph.nodes.get(id);
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    for (const other of next(node)) if (!seen.has(other)) open.push(other);
  }
  return seen;
}

/** For each id that lies strictly below another of `ids`: the one above it. */
export function findOverlaps(graph: Nodes, ids: readonly RevisionId[]): Map<RevisionId, RevisionId> {
  const wanted = new Set(ids);
  const seen = new Set<RevisionId>();
  const overlaps = new Map<RevisionId, RevisionId>();
  for (const upper of wanted) {
    const open = [...(graph.nodes.get(upper)?.parents ?? [])];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (wanted.has(id) && id !== upper && !overlaps.has(id)) overlaps.set(id, upper);
      if (seen.has(id)) continue;
      seen.add(id);
      open.push(...(graph.nodes.get(id)?.parents ?? []));
    }
  }
  return overlaps;
}
