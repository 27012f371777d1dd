import type { CheckId, Report, RunEvent } from "@migrun/core";

/** The commands that end in a report. */
export type RunCommand =
  | "all"
  | "baseline"
  | "quick"
  | "graph"
  | "heads"
  | "files"
  | "lint"
  | "drift"
  | "roundtrip"
  | "sql";

/** What the caller said with flags; null: nothing, so environment, file, preset or default decide. */
export interface RunFlags {
  /** The configuration file of migrun itself. */
  readonly config: string | null;
  /** `embedded` or a URL, which contains a secret. */
  readonly server: string | null;
  readonly postgres: number | null;
  readonly jobs: number | null;
  readonly python: string | null;
  /** The base: a git ref. */
  readonly since: string | null;
  /** Only targets touched since the base; head gates run for all. */
  readonly changed: boolean;
  readonly allRevisions: true | null;
  readonly strict: true | null;
  /** Rules that are off by default too. */
  readonly allRules: boolean;
  /** Somebody sets `lock_timeout` where the revisions are deployed. */
  readonly assumeLockTimeout: true | null;
  /** `default` or `strict`. */
  readonly isolation: string | null;
  readonly keep: boolean;
  /** Where the SQL begins: `base`, a revision, or a git ref. */
  readonly from: string | null;
  /** Limit of a single step. Seconds. */
  readonly timeout: number | null;
}

/** Where and for whom a command works. */
export interface Scene {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: RunFlags;
  /** Version of migrun, for the report. */
  readonly migrun?: string;
}

/** A run as the command line asked for it. */
export interface RunRequest extends Scene {
  readonly command: RunCommand;
  /** The checks asked for; what they need beside is the engine's to know. */
  readonly checks: readonly CheckId[];
  /** Words as given, each a name, a glob, several of these split by `,` or `/`, or a file of a target; empty: all. */
  readonly names: readonly string[];
  /** Of `baseline`; undefined: the baseline is read, and not made anew. */
  readonly baseline?: BaselineFlags;
}

/** What is asked of `baseline`. */
export interface BaselineFlags {
  /** Accept what has no entry yet, though there is a file. */
  readonly acceptNew: boolean;
  /** Write nothing. */
  readonly dryRun: boolean;
}

/** How a run talks back, and how it is stopped. `signal.reason` is a `StopSignal`. */
export interface RunIo {
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}

/** The signal that asked for the end. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** A command to run against the isolated database of one target, at its heads. */
export interface ExecRequest extends Scene {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** `ended`: the command ran, with the terminal as its own. `not-ready`: there was no database at head to run it on. */
export type ExecOutcome =
  | { readonly kind: "ended"; readonly exitCode: number }
  | { readonly kind: "not-ready"; readonly report: Report };
