/** The id of a revision, as written in its file. */
export type RevisionId = string;

/** One revision file, as far as its text tells. Lists are in the order of declaration. */
export interface Revision {
  readonly id: RevisionId;
  /** Absolute path. */
  readonly file: string;
  /** 1-based line of the `revision` assignment (1 where the file name gives the id). */
  readonly line: number;
  /** The docstring as Alembic's `doc`: stripped, cut at the first blank line; empty if none. */
  readonly doc: string;
  readonly down: readonly RevisionId[];
  readonly dependsOn: readonly string[];
  readonly labels: readonly string[];
  /** Was it resolved by Python (MX908), or by the text alone? */
  readonly resolvedBy: "text" | "python";
}
