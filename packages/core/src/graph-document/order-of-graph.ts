import type { RevisionGraph } from "../graph/graph.ts";
import { upgradeOrder } from "../graph/order.ts";
import type { RevisionId } from "../revision/revision.ts";

/** An upgrade order of a history, base first; where the history is broken, of the part that can be ordered. */
export function orderOfGraph(graph: RevisionGraph): readonly RevisionId[] {
  const order = upgradeOrder(graph, graph.realHeads);
  return order.ok ? order.value : orderBroken(graph);
}

/** Parents first, in load order; whatever waits for itself (a cycle, and all above it) is left out. */
function orderBroken({ nodes }: RevisionGraph): readonly RevisionId[] {
  const waiting = new Map([...nodes].map(([id, node]) => [id, new Set(node.parents).size]));
  const ready = [...nodes.keys()].filter((id) => waiting.get(id) === 0);
  for (const id of ready) {
    for (const child of nodes.get(id)?.allChildren ?? []) {
      const parents = nodes.get(child)?.parents ?? [];
      if (!parents.includes(id)) continue;
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  return ready;
}
