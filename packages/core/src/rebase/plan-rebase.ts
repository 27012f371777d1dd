import { buildGraph } from "../graph/build-graph.ts";
import { err, ok, type Result } from "../result.ts";
import type { HeaderChange } from "../revision/rewrite-header.ts";
import type { Revision, RevisionId } from "../revision/revision.ts";
import { reissueIds, type NextId } from "./reissue-ids.ts";
import { stackHeads } from "./stack-heads.ts";

/** A revision of the history, and whether it exists at the base. */
export interface RebaseRevision {
  readonly revision: Revision;
  readonly released: boolean;
}

/** What one file becomes. */
export interface FileRebase {
  readonly file: string;
  /** Its id before and after. */
  readonly id: RevisionId;
  readonly newId: RevisionId;
  readonly down: readonly RevisionId[];
  readonly newDown: readonly RevisionId[];
  readonly change: HeaderChange;
}

/** All that a rebase writes; empty where the new revisions stand where they should. */
export interface RebasePlan {
  /** The heads of the base that new revisions now stand on. */
  readonly onto: readonly RevisionId[];
  /** In load order. */
  readonly files: readonly FileRebase[];
}

/** Why there is no plan. */
export type RebaseRefusal =
  /** Everything exists at the base. */
  | { readonly kind: "nothing-new" }
  /** Nothing exists at the base, so there is no head to stand on. */
  | { readonly kind: "nothing-released" }
  /** The base has several heads, and it is not clear on which the revision is to stand. */
  | { readonly kind: "several-heads"; readonly heads: readonly RevisionId[]; readonly revision: Revision }
  /** New revisions that revise each other in a circle. */
  | { readonly kind: "cycle"; readonly ids: readonly RevisionId[] };

/**
 * Puts everything that is new against the base into one line on the base's head: the first chain on the
 * head itself, each further one on the head of the one before. Ids that the base has already are issued
 * again.
 */
export function planRebase(
  revisions: readonly RebaseRevision[],
  nextId: NextId,
): Result<RebasePlan, RebaseRefusal> {
  const released = revisions.filter((one) => one.released).map((one) => one.revision);
  const fresh = revisions.filter((one) => !one.released).map((one) => one.revision);
  if (fresh.length === 0) return err({ kind: "nothing-new" });
  if (released.length === 0) return err({ kind: "nothing-released" });
  const renamed = reissueIds(fresh, released, nextId);
  const stacked = stackHeads(renamed, released);
  if (!stacked.ok) return stacked;
  const { downOf, onto } = stacked.value;
  const files = renamed.flatMap((revision, index) => {
    const before = fresh[index]!;
    const newDown = downOf.get(revision.id) ?? revision.down;
    const change: HeaderChange = {
      ...(before.id === revision.id ? {} : { id: revision.id }),
      ...(sameIds(before.down, newDown) ? {} : { down: newDown }),
      ...(sameIds(before.dependsOn, revision.dependsOn) ? {} : { dependsOn: revision.dependsOn }),
    };
    if (Object.keys(change).length === 0) return [];
    return [
      {
        file: before.file,
        id: before.id,
        newId: revision.id,
        down: before.down,
        newDown,
        change,
      },
    ];
  });
  const after = renamed.map((revision) => ({ ...revision, down: downOf.get(revision.id) ?? revision.down }));
  const cycle = buildGraph([...released, ...after]).problems.find((problem) => problem.kind === "cycle");
  return cycle?.kind === "cycle" ? err({ kind: "cycle", ids: cycle.ids }) : ok({ onto, files });
}

function sameIds(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index]);
}
