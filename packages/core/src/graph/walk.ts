import type { Result } from "../result.ts";
import { err, ok } from "../result.ts";
import type { RevisionId } from "../revision/revision.ts";
import type { RevisionGraph } from "./graph.ts";

/** A step up from a branch point, or down from a merge point: `at` null is base. */
export interface AmbiguousWalk {
  readonly kind: "ambiguous-walk";
  readonly at: RevisionId | null;
  readonly choices: readonly RevisionId[];
}

/** How far to walk, and which of several ways up to take. */
export interface Walk<E> {
  /** Up where positive, down where negative. */
  readonly steps: number;
  /** Narrows the ways up, as to one branch. */
  readonly narrow?: (ids: readonly RevisionId[]) => Result<readonly RevisionId[], E>;
}

/**
 * Goes up or down by `down_revision` from a revision, null being base. The end is null for base, and undefined where
 * there are not that many revisions. Down from base leads to the head, as in Alembic.
 */
export function walk<E = never>(
  graph: RevisionGraph,
  start: RevisionId | null,
  { steps, narrow = ok }: Walk<E>,
): Result<RevisionId | null | undefined, AmbiguousWalk | E> {
  let at = start;
  let isBelow = false;
  for (let step = 0; step < Math.abs(steps); step += 1) {
    if (isBelow) return ok(undefined);
    const next = steps > 0 ? narrow(above(graph, at)) : ok(below(graph, at));
    if (!next.ok) return next;
    const [only, ...others] = next.value;
    if (others.length > 0) return err({ kind: "ambiguous-walk", at, choices: next.value });
    if (only === undefined && steps > 0) return ok(undefined);
    isBelow = only === undefined;
    at = only ?? null;
  }
  return ok(at);
}

function above(graph: RevisionGraph, at: RevisionId | null): readonly RevisionId[] {
  return at === null ? graph.bases : (graph.nodes.get(at)?.children ?? []);
}

function below(graph: RevisionGraph, at: RevisionId | null): readonly RevisionId[] {
  return at === null ? graph.heads : (graph.nodes.get(at)?.revision.down ?? []);
}
