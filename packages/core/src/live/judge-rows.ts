import { isBroken, upgradeOrder } from "../graph/order.ts";
import type { RevisionGraph } from "../graph/graph.ts";
import { ancestorsOf, findOverlaps } from "../graph/lineage.ts";
import type { RevisionId } from "../revision/revision.ts";
import { compareCodePoints } from "../text/compare-code-points.ts";

/**
 * Where a live database stands against the revision files. `ahead`: it has all of the files and more, proved by the
 * record. `unknown`: a row that no file has, or a history or rows that do not tell. `unreachable`: nobody could look.
 */
export const LIVE_STATES = ["at_head", "behind", "ahead", "unknown", "empty", "unreachable"] as const;
/** One of the states. */
export type LiveState = (typeof LIVE_STATES)[number];

/** One revision of the record that `migrun upgrade` keeps beside the version table, where `record: true` asks for it. */
export interface RecordedRevision {
  readonly revision: RevisionId;
  readonly parents: readonly RevisionId[];
}

/** What the rows of a version table mean for the files. Id lists are sorted by code point, `pending` is in the order of `upgrade`. */
export interface RowsVerdict {
  readonly state: Exclude<LiveState, "unreachable">;
  readonly current: readonly RevisionId[];
  /** The rows after `upgrade heads`. */
  readonly expected: readonly RevisionId[];
  /** What `upgrade heads` would run; empty where Alembic would refuse to. */
  readonly pending: readonly RevisionId[];
  /** Rows that no file has. */
  readonly strangers: readonly RevisionId[];
  /** Why it is `unknown`, or how `ahead` is known, in words. Null: the state says it. */
  readonly reason: string | null;
}

/**
 * Judges the rows of a version table by the graph, never by comparing texts: a database may have a row per branch, and
 * a dependency may cover a head. `record` proves what no file can: that an unknown row lies above the files.
 */
export function judgeRows(
  graph: RevisionGraph,
  rows: readonly RevisionId[],
  record: readonly RecordedRevision[] = [],
): RowsVerdict {
  const current = sorted(new Set(rows));
  const expected = sorted(graph.realHeads);
  const strangers = current.filter((id) => !graph.nodes.has(id));
  const verdict = (
    state: RowsVerdict["state"],
    pending: readonly RevisionId[],
    reason: string | null = null,
  ): RowsVerdict => ({ state, current, expected, pending, strangers, reason });
  if (isBroken(graph))
    return {
      ...verdict("unknown", [], "the revision files are broken; `migrun heads` says how"),
      strangers: [],
    };
  const known = current.filter((id) => graph.nodes.has(id));
  const descent = descend(graph, strangers, record);
  const pending = pendingAbove(graph, [...known, ...descent.reached]);
  if (strangers.length > 0) return withStrangers({ verdict, strangers, descent, pending });
  const [overlap] = findOverlaps(graph, known);
  if (overlap !== undefined)
    return verdict("unknown", [], `Alembic refuses the rows: ${overlap[0]} is below ${overlap[1]}`);
  if (pending.length === 0) return verdict("at_head", []);
  return verdict(current.length === 0 ? "empty" : "behind", pending);
}

/** The revisions that the database surely has beside those of its rows' files. */
interface Descent {
  /** Revisions of the files that the record leads to. */
  readonly reached: readonly RevisionId[];
  /** Unknown rows that the record does not have, or does not follow to a file or to a base. */
  readonly unproved: readonly RevisionId[];
}

/** Follows the record from each unknown row down to revisions that files have. */
function descend(
  graph: RevisionGraph,
  strangers: readonly RevisionId[],
  record: readonly RecordedRevision[],
): Descent {
  const parentsOf = new Map(record.map(({ revision, parents }) => [revision, parents]));
  const reached = new Set<RevisionId>();
  const unproved: RevisionId[] = [];
  for (const stranger of strangers) {
    const seen = new Set([stranger]);
    let lands = false;
    for (const id of seen) {
      if (graph.nodes.has(id)) {
        reached.add(id);
        lands = true;
        continue;
      }
      const parents = parentsOf.get(id);
      if (parents?.length === 0) lands = true;
      for (const parent of parents ?? []) seen.add(parent);
    }
    if (!lands) unproved.push(stranger);
  }
  return { reached: [...reached], unproved };
}

function withStrangers({
  verdict,
  strangers,
  descent,
  pending,
}: {
  readonly verdict: (
    state: RowsVerdict["state"],
    pending: readonly RevisionId[],
    reason: string | null,
  ) => RowsVerdict;
  readonly strangers: readonly RevisionId[];
  readonly descent: Descent;
  readonly pending: readonly RevisionId[];
}): RowsVerdict {
  const named = strangers.join(", ");
  if (descent.unproved.length > 0)
    return verdict("unknown", [], `no file has ${descent.unproved.join(", ")}`);
  if (pending.length > 0)
    return verdict("unknown", [], `no file has ${named}, and it does not stand on all of the files`);
  return verdict("ahead", [], `no file has ${named}; the record leads from there down to the files`);
}

/** Exactly Alembic's order; rows that overlap, which Alembic refuses, have any that is valid. */
function pendingAbove(graph: RevisionGraph, applied: readonly RevisionId[]): readonly RevisionId[] {
  const exact = upgradeOrder(graph, graph.realHeads, applied);
  if (exact.ok) return exact.value;
  const order = upgradeOrder(graph, graph.realHeads);
  const has = ancestorsOf(graph, applied);
  return order.ok ? order.value.filter((id) => !has.has(id)) : [];
}

function sorted(ids: Iterable<RevisionId>): readonly RevisionId[] {
  return [...ids].toSorted(compareCodePoints);
}
