import type { RunRequest } from "../run/run-request.ts";

/** A history to mend: `merge` or `rebase`. `names` selects the target; empty: the only one that needs it. */
export interface MendRequest extends RunRequest {
  /** What the merge revision is called; null: after the heads. */
  readonly message: string | null;
  /** Tells what would be written, and writes nothing. */
  readonly dryRun: boolean;
  /** Does not look into the live database that the configuration names. */
  readonly skipLive: boolean;
}

/** One file that is written. Paths are relative to the working directory. */
export interface FileChange {
  readonly path: string;
  /** Null: the name stays. */
  readonly newPath: string | null;
  /** Null: the file is new. */
  readonly before: string | null;
  readonly after: string;
}

/** What was done to one history, or in a dry run would be. */
export interface MendOutcome {
  /** Null: no history needed it. */
  readonly target: string | null;
  /** One line each: what was done and why. Empty `changes`: why there was nothing to do. */
  readonly notes: readonly string[];
  readonly changes: readonly FileChange[];
}
