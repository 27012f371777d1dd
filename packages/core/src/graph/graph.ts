import type { Revision, RevisionId } from "../revision/revision.ts";

/** A revision with its place in the graph. Ids are in load order unless said otherwise. */
export interface GraphNode {
  readonly revision: Revision;
  /** Place in load order. */
  readonly index: number;
  /** Present parents by `down_revision`, as declared. */
  readonly down: readonly RevisionId[];
  /** Present `depends_on`, labels resolved to ids, as declared. */
  readonly dependsOn: readonly RevisionId[];
  /** `dependsOn` without what an ancestor by `down_revision` depends on already. */
  readonly normalizedDependsOn: readonly RevisionId[];
  /** `down`, then `normalizedDependsOn`: the edges that ordering follows. */
  readonly parents: readonly RevisionId[];
  /** Children by `down_revision`. */
  readonly children: readonly RevisionId[];
  /** Children by `down_revision` or `depends_on`. */
  readonly allChildren: readonly RevisionId[];
}

/** What is wrong with a history, as data. Alembic stops at the first on most commands. */
export type GraphProblem =
  /** Alembic only warns, and then lists heads that are none. `revisions` in load order; the last one counts. */
  | { readonly kind: "duplicate-id"; readonly id: RevisionId; readonly revisions: readonly Revision[] }
  | { readonly kind: "missing-parent"; readonly revision: Revision; readonly parent: string }
  | { readonly kind: "unknown-depends-on"; readonly revision: Revision; readonly dependsOn: string }
  /** `by`: is the edge to itself a `down_revision` or a `depends_on`? */
  | { readonly kind: "self-loop"; readonly revision: Revision; readonly by: "down" | "depends-on" }
  /**
   * `ids` are those of Alembic's CycleDetected (or, `by` "depends-on", DependencyCycleDetected): everything
   * that is cut off from heads or bases. `loop` is one way round, each the parent of the one before.
   */
  | {
      readonly kind: "cycle";
      readonly by: "down" | "depends-on";
      readonly ids: readonly RevisionId[];
      readonly loop: readonly RevisionId[];
    }
  /** A label that is taken: by another revision, or because it is an id. */
  | {
      readonly kind: "duplicate-label";
      readonly label: string;
      readonly revision: Revision;
      readonly takenBy: Revision;
    }
  /** `@`, `-`, `+`, and `:` (from Alembic 1.17.1) have a meaning on the command line. */
  | {
      readonly kind: "illegal-character";
      readonly revision: Revision;
      readonly characters: readonly string[];
    };

/**
 * The history of one target. Sets are exactly Alembic's (alembic-semantics.md section 3.1); where
 * `problems` is not empty, they are what could be built.
 */
export interface RevisionGraph {
  /** In load order. */
  readonly nodes: ReadonlyMap<RevisionId, GraphNode>;
  /** No child by `down_revision`: `alembic heads`. */
  readonly heads: readonly RevisionId[];
  /** No child at all: what `upgrade heads` ends at. */
  readonly realHeads: readonly RevisionId[];
  /** No `down_revision`. */
  readonly bases: readonly RevisionId[];
  /** Bases without `depends_on`. */
  readonly realBases: readonly RevisionId[];
  /** More than one child by `down_revision`. */
  readonly branchPoints: readonly RevisionId[];
  /** More than one `down_revision`. */
  readonly mergePoints: readonly RevisionId[];
  /** Declared branch labels and the revision that carries each. */
  readonly labels: ReadonlyMap<string, RevisionId>;
  readonly problems: readonly GraphProblem[];
}
