import type { RevisionId } from "../revision/revision.ts";
import type { RevisionGraph } from "./graph.ts";
import { ancestorsOf } from "./lineage.ts";

/** The rows of the version table after one revision's upgrade (alembic-semantics.md section 3.5). Sorted by id. */
export function rowsAfterUpgrade(
  graph: RevisionGraph,
  rows: readonly RevisionId[],
  id: RevisionId,
): RevisionId[] {
  const parents = new Set(graph.nodes.get(id)?.parents);
  const others = rows.filter((row) => !parents.has(row));
  return [...others, id].toSorted();
}

/** The rows after one revision's downgrade, as Alembic writes them from 1.13.1 on. Sorted by id. */
export function rowsAfterDowngrade(
  graph: RevisionGraph,
  rows: readonly RevisionId[],
  id: RevisionId,
): RevisionId[] {
  const others = rows.filter((row) => row !== id);
  const parents = graph.nodes.get(id)?.parents ?? [];
  const below =
    others.length > 0 ? others : parents.flatMap((parent) => graph.nodes.get(parent)?.parents ?? []);
  const covered = ancestorsOf(graph, below);
  return [...others, ...parents.filter((parent) => !covered.has(parent))].toSorted();
}
