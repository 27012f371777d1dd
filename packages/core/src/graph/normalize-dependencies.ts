import type { RevisionId } from "../revision/revision.ts";
import type { DraftNode } from "./draft-node.ts";

/**
 * Leaves out of each revision's dependencies those that an ancestor by `down_revision` declares
 * already, as Alembic does. Only a dependency that several revisions declare can be left out, so
 * only for those is anything walked: once upwards from all of them.
 */
export function normalizeDependencies(nodes: ReadonlyMap<RevisionId, DraftNode>): void {
  const dependents = new Map<RevisionId, DraftNode[]>();
  for (const node of nodes.values()) {
    node.normalizedDependsOn = node.dependsOn;
    for (const id of node.dependsOn) {
      const same = dependents.get(id);
      if (same === undefined) dependents.set(id, [node]);
      else same.push(node);
    }
  }
  for (const [id, declaring] of dependents) {
    if (declaring.length < 2) continue;
    const above = descendantsByDown(declaring, nodes);
    for (const node of declaring) {
      if (above.has(node))
        node.normalizedDependsOn = node.normalizedDependsOn.filter((other) => other !== id);
    }
  }
  for (const node of nodes.values()) {
    const { down, normalizedDependsOn: others } = node;
    node.parents = others.length === 0 ? down : [...new Set([...down, ...others])];
  }
}

/** Everything strictly above at least one of the nodes. */
function descendantsByDown(
  from: readonly DraftNode[],
  nodes: ReadonlyMap<RevisionId, DraftNode>,
): ReadonlySet<DraftNode> {
  const above = new Set<DraftNode>();
  const open = [...from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const id of node.children) {
      const child = nodes.get(id);
      if (child === undefined || above.has(child)) continue;
      above.add(child);
      open.push(child);
    }
  }
  return above;
}
