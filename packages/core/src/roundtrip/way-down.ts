import type { RevisionGraph } from "../graph/graph.ts";
import { ancestorsOf } from "../graph/lineage.ts";
import type { RevisionId } from "../revision/revision.ts";
import { compareCodePoints } from "../text/compare-code-points.ts";

/** How far down a round trip goes. */
export interface WayDown {
  /** What stays: the floor, irreversible revisions, and everything below them. Empty: the way leads to base. */
  readonly keep: ReadonlySet<RevisionId>;
  /** The version rows at the low point, by code point; none: base. */
  readonly rows: readonly RevisionId[];
  /** Those of `rows` that are there because they cannot be undone. */
  readonly irreversible: readonly RevisionId[];
}

/**
 * The way down from the heads to a floor (null: base), as far as no revision has to be undone that cannot be.
 * Branches go down as far as each can: what does not lie below the floor or below such a revision is undone.
 */
export function planWayDown(
  graph: RevisionGraph,
  floor: RevisionId | null,
  isIrreversible: (id: RevisionId) => boolean,
): WayDown {
  const stops = [...graph.nodes.keys()].filter((id) => id === floor || isIrreversible(id));
  const keep = ancestorsOf(graph, stops);
  const rows = stops
    .filter((id) => graph.nodes.get(id)?.allChildren.every((child) => !keep.has(child)))
    .toSorted(compareCodePoints);
  return { keep, rows, irreversible: rows.filter((id) => id !== floor && isIrreversible(id)) };
}
