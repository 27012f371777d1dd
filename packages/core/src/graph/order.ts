import type { Result } from "../result.ts";
import { err, ok } from "../result.ts";
import type { RevisionId } from "../revision/revision.ts";
import type { GraphProblem, RevisionGraph } from "./graph.ts";
import { ancestorsOf, descendantsOf, findOverlaps } from "./lineage.ts";
import { sortNewestFirst } from "./sort-newest-first.ts";

/** Why there is no order. */
export type OrderProblem =
  /** The history cannot be ordered at all. */
  | { readonly kind: "broken"; readonly problem: GraphProblem }
  | { readonly kind: "unknown-revision"; readonly id: string }
  /** Two targets, or two rows, of which one is below the other; Alembic says "overlaps". */
  | { readonly kind: "overlap"; readonly upper: RevisionId; readonly lower: RevisionId }
  /** Nothing above the downgrade target has been applied, nor the target itself. */
  | { readonly kind: "not-below-rows"; readonly target: RevisionId | null };

/**
 * The revisions that `upgrade` runs from `rows` (the version table; none: base) to `targets`, base
 * first, in exactly Alembic's order. A target that is applied already asks for nothing.
 */
export function upgradeOrder(
  graph: RevisionGraph,
  targets: readonly RevisionId[],
  rows: readonly RevisionId[] = [],
): Result<RevisionId[], OrderProblem> {
  const problem =
    problemWith(graph, [...targets, ...rows]) ?? overlapIn(graph, targets) ?? overlapIn(graph, rows);
  if (problem !== null) return err(problem);
  const applied = ancestorsOf(graph, rows);
  const members = new Set<RevisionId>();
  for (const id of ancestorsOf(graph, targets)) if (!applied.has(id)) members.add(id);
  return ok(sortNewestFirst(graph, members, targets).reverse());
}

/** Where a downgrade ends. */
export interface DowngradeTarget {
  /** Null: base. */
  readonly to: RevisionId | null;
  /** The branch that goes down (Alembic's `branch@target`), as the id of the revision that stands for it. */
  readonly branch?: RevisionId;
}

/** The revisions that `downgrade` runs from `rows`, newest first, in exactly Alembic's order. */
export function downgradeOrder(
  graph: RevisionGraph,
  target: DowngradeTarget,
  rows: readonly RevisionId[],
): Result<RevisionId[], OrderProblem> {
  const { to, branch } = target;
  const problem = problemWith(graph, [...rows, ...[to, branch].filter((id) => id != null)]);
  if (problem !== null) return err(problem);
  let roots = to === null ? graph.bases : (graph.nodes.get(to)?.children ?? []);
  if (branch !== undefined && isDivided(graph, to)) {
    const lineage = ancestorsOf(graph, [branch], "down");
    roots = roots.filter((id) => lineage.has(id));
    if (roots.length === 0) return err({ kind: "not-below-rows", target: to });
  }
  const applied = ancestorsOf(graph, rows);
  const members = new Set<RevisionId>();
  for (const id of descendantsOf(graph, roots)) if (applied.has(id)) members.add(id);
  if (to !== null && members.size === 0 && !rows.includes(to))
    return err({ kind: "not-below-rows", target: to });
  return ok(sortNewestFirst(graph, members, rows));
}

/**
 * Does a downgrade to this revision (null: base) have to be limited to a branch? Alembic counts a base once more for
 * each of its labels.
 */
export function isDivided(graph: RevisionGraph, to: RevisionId | null): boolean {
  if (to !== null) return (graph.nodes.get(to)?.children.length ?? 0) > 1;
  const labelled = [...graph.labels.values()].filter((id) => graph.bases.includes(id));
  return graph.bases.length + labelled.length > 1;
}

/** The rows of the version table after `upgrade heads`: the real heads. */
export function expectedRows(graph: RevisionGraph): readonly RevisionId[] {
  return graph.realHeads;
}

/** Can Alembic not order it at all? */
export function isBroken(graph: RevisionGraph): boolean {
  return brokenBy(graph) !== undefined;
}

function brokenBy({ problems }: RevisionGraph): GraphProblem | undefined {
  return problems.find(({ kind }) => kind !== "illegal-character");
}

function problemWith(graph: RevisionGraph, ids: readonly string[]): OrderProblem | null {
  const problem = brokenBy(graph);
  if (problem !== undefined) return { kind: "broken", problem };
  const id = ids.find((each) => !graph.nodes.has(each));
  return id === undefined ? null : { kind: "unknown-revision", id };
}

function overlapIn(graph: RevisionGraph, ids: readonly RevisionId[]): OrderProblem | null {
  const [first] = findOverlaps(graph, ids);
  return first === undefined ? null : { kind: "overlap", lower: first[0], upper: first[1] };
}
