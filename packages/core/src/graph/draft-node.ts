import type { Revision, RevisionId } from "../revision/revision.ts";

/** A node while its edges are being found. */
export interface DraftNode {
  readonly revision: Revision;
  readonly index: number;
  readonly down: RevisionId[];
  readonly dependsOn: RevisionId[];
  normalizedDependsOn: readonly RevisionId[];
  parents: readonly RevisionId[];
  readonly children: RevisionId[];
  readonly allChildren: RevisionId[];
}
