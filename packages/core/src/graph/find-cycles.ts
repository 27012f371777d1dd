import type { RevisionId } from "../revision/revision.ts";
import type { GraphNode, GraphProblem, RevisionGraph } from "./graph.ts";
import { reach } from "./lineage.ts";

type Cycle = Extract<GraphProblem, { kind: "cycle" }>;
type Sets = Omit<RevisionGraph, "problems">;

/**
 * Finds what cannot be ordered, in Alembic's way: every revision must be reachable down from some
 * head and up from some base, first by `down_revision`, then by all edges. Revisions above or below
 * a loop that are cut off by it are named too. A missing parent or an edge to itself cuts nothing
 * off here: each is a problem of its own.
 */
export function findCycle(graph: Sets): Cycle | null {
  const hasDependencies = [...graph.nodes.values()].some((node) => node.dependsOn.length > 0);
  return findCycleBy(graph, "down") ?? (hasDependencies ? findCycleBy(graph, "depends-on") : null);
}

function findCycleBy(graph: Sets, by: Cycle["by"]): Cycle | null {
  const below = (node: GraphNode): readonly RevisionId[] =>
    by === "down" || node.dependsOn.length === 0 ? node.down : [...node.down, ...node.dependsOn];
  const above = (node: GraphNode): readonly RevisionId[] =>
    by === "down" ? node.children : node.allChildren;
  const loop = hasLoop(graph, below) ? findLoop(graph, below) : null;
  if (loop === null) return null;
  const tops: RevisionId[] = [];
  const bottoms: RevisionId[] = [];
  for (const [id, node] of graph.nodes) {
    if (above(node).length === 0) tops.push(id);
    if (below(node).length === 0) bottoms.push(id);
  }
  const all = [...graph.nodes.keys()];
  if (tops.length === 0 || bottoms.length === 0) return { kind: "cycle", by, ids: all, loop };
  const fromTops = reach(graph, tops, below);
  const fromBottoms = reach(graph, bottoms, above);
  const cut = all.filter((id) => !fromTops.has(id) || !fromBottoms.has(id));
  return { kind: "cycle", by, ids: cut.length > 0 ? cut.toSorted() : loop.toSorted(), loop };
}

/** Takes away, again and again, what has nothing above it: in a loop nothing can be taken. */
function hasLoop(graph: Sets, below: (node: GraphNode) => readonly RevisionId[]): boolean {
  const waiting = new Int32Array(graph.nodes.size);
  for (const node of graph.nodes.values()) {
    for (const id of below(node)) waiting[indexOf(graph, id)]! += 1;
  }
  const open = [...graph.nodes.values()].filter((node) => waiting[node.index] === 0);
  let taken = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    taken += 1;
    for (const id of below(node)) {
      const index = indexOf(graph, id);
      waiting[index]! -= 1;
      const next = graph.nodes.get(id);
      if (waiting[index] === 0 && next !== undefined) open.push(next);
    }
  }
  return taken < graph.nodes.size;
}

function indexOf(graph: Sets, id: RevisionId): number {
  return graph.nodes.get(id)?.index ?? -1;
}

/** One way round, found by walking down in depth; null if there is none. */
function findLoop(graph: Sets, below: (node: GraphNode) => readonly RevisionId[]): RevisionId[] | null {
  const done = new Set<RevisionId>();
  for (const start of graph.nodes.keys()) {
    if (done.has(start)) continue;
    const path: { id: RevisionId; next: readonly RevisionId[]; at: number }[] = [];
    const onPath = new Set<RevisionId>();
    const enter = (id: RevisionId): void => {
      const node = graph.nodes.get(id);
      path.push({ id, next: node === undefined ? [] : below(node), at: 0 });
      onPath.add(id);
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const id = top.next[top.at];
      top.at += 1;
      if (id === undefined) {
        path.pop();
        onPath.delete(top.id);
        done.add(top.id);
      } else if (onPath.has(id)) {
        const ids = path.map((step) => step.id);
        return ids.slice(ids.indexOf(id));
      } else if (!done.has(id)) enter(id);
    }
  }
  return null;
}
