import type { RevisionId } from "../revision/revision.ts";
import type { RevisionState } from "./upgrade-document.ts";

/** What is known of a deploy's revisions when it has ended, however it ended. */
export interface DeployFacts {
  /** What was to be done, in order. */
  readonly planned: readonly RevisionId[];
  /** What began. */
  readonly started: readonly RevisionId[];
  /** What committed in its middle, or ran statements that no rollback takes back. */
  readonly unsafe: readonly RevisionId[];
  /** What a fresh connection says is still to be done; null: nobody could look. */
  readonly remaining: readonly RevisionId[] | null;
}

/** The state of every planned revision: by the rows of a fresh connection, never by what was printed. */
export function judgeRevisions(
  facts: DeployFacts,
): readonly { readonly id: RevisionId; readonly state: RevisionState }[] {
  const started = new Set(facts.started);
  const unsafe = new Set(facts.unsafe);
  const remaining = facts.remaining === null ? null : new Set(facts.remaining);
  return facts.planned.map((id) => ({ id, state: stateOf(id) }));

  function stateOf(id: RevisionId): RevisionState {
    if (remaining?.has(id) === false) return "committed";
    if (!started.has(id)) return "not-started";
    return remaining === null || unsafe.has(id) ? "unknown" : "rolled-back";
  }
}

/** 4 where a failed target is as it was before, 5 where it is part-way. */
export function failedExitCode(revisions: readonly { readonly state: RevisionState }[]): 4 | 5 {
  return revisions.some(({ state }) => state === "committed" || state === "unknown") ? 5 : 4;
}
