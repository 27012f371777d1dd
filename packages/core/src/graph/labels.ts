import type { RevisionId } from "../revision/revision.ts";
import type { RevisionGraph } from "./graph.ts";

/**
 * The branch labels that Alembic shows on each revision: those declared on it, on a revision below it by
 * `down_revision`, and, as far as no branch or merge point comes between, on one above it.
 * Revisions without any are left out.
 */
export function labelsByRevision(graph: RevisionGraph): Map<RevisionId, readonly string[]> {
  const found = new Map<RevisionId, string[]>();
  const add = (id: RevisionId, label: string): void => {
    const labels = found.get(id);
    if (labels === undefined) found.set(id, [label]);
    else if (!labels.includes(label)) labels.push(label);
  };
  for (const [label, owner] of graph.labels) {
    let last = owner;
    const seen = new Set<RevisionId>();
    const open = [owner];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      add(id, label);
      last = id;
      open.push(...(graph.nodes.get(id)?.children ?? []));
    }
    const below = new Set<RevisionId>();
    for (let node = graph.nodes.get(last); node !== undefined && !below.has(node.revision.id);) {
      if (node.allChildren.length > 1 || node.revision.down.length > 1) break;
      below.add(node.revision.id);
      add(node.revision.id, label);
      node = graph.nodes.get(node.down[0] ?? "");
    }
  }
  return found;
}
