import type { Finding } from "../findings/finding.ts";
import type { RevisionId } from "../revision/revision.ts";

/** One revision as `migrun graph` tells it. */
export interface GraphRevision {
  readonly id: RevisionId;
  /** Relative to the working directory, with `/`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly doc: string;
  /** As declared, also where no file has the parent. */
  readonly down: readonly RevisionId[];
  /** As declared: ids or branch labels. */
  readonly dependsOn: readonly string[];
  readonly labels: readonly string[];
  readonly isHead: boolean;
  /** Does it not exist at the base? Without a base all are new. */
  readonly isNew: boolean;
}

/** The history of one target. Sets are Alembic's; id lists are sorted by code point, `order` runs from base to heads. */
export interface GraphTarget {
  readonly name: string;
  readonly config: string;
  readonly section: string;
  readonly scriptLocation: string;
  readonly heads: readonly RevisionId[];
  readonly bases: readonly RevisionId[];
  readonly branchPoints: readonly RevisionId[];
  readonly mergePoints: readonly RevisionId[];
  /** A valid upgrade order, base first; of a broken history what can be ordered. */
  readonly order: readonly RevisionId[];
  /** In `order`, then those that have no place in it. */
  readonly revisions: readonly GraphRevision[];
  readonly problems: readonly Finding[];
}

/** What `migrun graph --format json` prints; every other format is drawn from it. */
export interface GraphDocument {
  readonly $schema: string;
  readonly schemaVersion: 1;
  readonly base: { readonly ref: string | null; readonly commit: string | null };
  /** Findings that belong to no target. */
  readonly problems: readonly Finding[];
  readonly targets: readonly GraphTarget[];
}

/** The JSON Schema that the document names; it ships as `schemas/graph.v1.json` of the package. */
export const GRAPH_SCHEMA = "urn:migrun:schemas/graph.v1.json";
