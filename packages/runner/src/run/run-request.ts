import type { CheckId, RunEvent } from "@migrun/core";

/** What a person asked for, whatever the command line looks like. */
export interface RunRequest {
  /** Name of the command, for the report. */
  readonly command: string;
  readonly checks: readonly CheckId[];
  /** Names and globs; empty: all targets. */
  readonly names: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly migrunVersion: string;
  readonly flags: RunFlags;
}

/** Flags that a run understands; undefined: not given. */
export interface RunFlags {
  readonly config?: string | undefined;
  readonly server?: string | undefined;
  readonly postgres?: number | undefined;
  readonly jobs?: number | undefined;
  readonly python?: string | undefined;
  readonly since?: string | undefined;
  readonly changed?: boolean | undefined;
  readonly allRevisions?: boolean | undefined;
  readonly strict?: boolean | undefined;
  readonly keep?: boolean | undefined;
  /** For the SQL preview: `base`, a revision, or a git ref. */
  readonly from?: string | undefined;
  /** Time limit of one step, in seconds. */
  readonly timeout?: number | undefined;
}

/** How a run talks back while it goes on, and how it is stopped. */
export interface RunIo {
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}
