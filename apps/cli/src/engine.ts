import type { CheckId, Report, RunEvent } from "@migrun/core";

/** The commands that end in a report. */
export type RunCommand = "all" | "quick" | "heads" | "files" | "drift" | "roundtrip" | "sql";

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
}

/** A run as the command line asked for it. */
export interface RunRequest extends Scene {
  readonly command: RunCommand;
  /** The checks asked for; what they need beside is the engine's to know. */
  readonly checks: readonly CheckId[];
  /** Names as given, each a name, a glob, or several split by `,` or `/`; empty: all. */
  readonly names: readonly string[];
}

/** How a run talks back. `signal.reason` is a `StopSignal`. */
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

/** One effective value of the configuration; secrets are hidden already. */
export interface ConfigEntry {
  /** `targets.users.cwd` */
  readonly path: string;
  readonly value: unknown;
  /** `flag --jobs`, `environment MIGRUN_SERVER`, a file, `preset recommended`, `default`. */
  readonly origin: string;
}

/** The effective configuration and the files it came from, relative to the working directory. */
export interface ConfigView {
  readonly files: readonly string[];
  readonly entries: readonly ConfigEntry[];
}

/**
 * What the command line needs of the runner. An expected stop of the whole command is a `MigrunError`;
 * an aborted signal ends a run early with the report of what is known.
 */
export interface Engine {
  /** The SQL of a target is `data.sql` of its check `sql`; a kept database is described in `data.kept` of the check that failed. */
  runAll(request: RunRequest, io: RunIo): Promise<Report>;
  exec(request: ExecRequest, io: RunIo): Promise<ExecOutcome>;
  config(scene: Scene): Promise<ConfigView>;
  /** Versions of everything that a run would use, as far as they can be found. */
  versions(scene: Scene): Promise<Omit<Report["versions"], "migrun" | "node">>;
  installServer(major: number, io: RunIo): Promise<{ readonly version: string; readonly directory: string }>;
  /** Removes what dead runs left behind; each in words, without secrets. */
  collectGarbage(scene: Scene, io: RunIo): Promise<readonly string[]>;
}

/** Loads the runner: only a command that works pays for it. */
export type LoadEngine = () => Promise<Engine>;

/** The engine of the runner package. */
export const loadEngine: LoadEngine = async () => {
  const runner = (await import("@migrun/runner")) as { readonly createEngine?: () => Engine };
  if (runner.createEngine === undefined) throw new Error("the runner offers no engine");
  return runner.createEngine();
};
