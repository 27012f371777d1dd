import type { Severity } from "../findings/finding.ts";

/** An accepted finding. Every given key must match; `object` and `revision` may be globs (`*`), `revision` a range (`a1..c3`). */
export interface IgnoreEntry {
  readonly code: string;
  readonly object: string | null;
  readonly revision: string | null;
  readonly reason: string;
  /** Last day on which the entry holds, `YYYY-MM-DD`. */
  readonly until: string | null;
}

/**
 * Who runs revisions in an isolated database. `superuser`: the user that makes it, who is one on the embedded
 * server. `owner`: a role that owns it and its public schema, and is no superuser.
 */
export type RunAs = "superuser" | "owner";

/** What may be set for one target. Null: not configured, found or inferred instead. Paths are absolute. */
export interface TargetConfig {
  readonly config: string | null;
  readonly section: string | null;
  readonly cwd: string | null;
  readonly server: string | null;
  readonly postgres: number | null;
  readonly python: string | null;
  readonly as: RunAs | null;
  /** The live database. Checks never use it. */
  readonly url: string | null;
  /** The direct way to it for `upgrade`, where `url` leads through a pooler. Null: `url`. */
  readonly migrateUrl: string | null;
  /** `upgrade` may decide from `url` alone that there is nothing to do. */
  readonly trustUrl: boolean;
  /** `upgrade` keeps a record beside the version table, by which older code can tell `ahead` from `unknown`. */
  readonly record: boolean;
  /** What `upgrade` locks: the whole database, or one history, so that others of the database may run beside it. */
  readonly lockScope: "database" | "history";
  readonly urlEnv: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  readonly envFile: readonly string[];
  /** Alembic's `-x`. */
  readonly x: readonly string[];
  readonly after: readonly string[];
  /** SQL files run in each isolated database first; absolute paths. */
  readonly bootstrap: readonly string[];
  /** SQL files whose queries give no row where a live database is in order; absolute paths. */
  readonly assertions: readonly string[];
  /** How many heads, or the branch labels that may stand side by side. Null: exactly one. */
  readonly heads: number | readonly string[] | null;
  readonly roundtrip: { readonly floor: string | null };
  /** As for all targets; null: so where it has a `url`, else as for all. */
  readonly assumeLockTimeout: boolean | null;
  /** Modules of the application that its revisions may import, beside those that all may. */
  readonly allowImports: readonly string[];
  readonly ignore: readonly IgnoreEntry[];
  readonly rules: Readonly<Record<string, Severity | "off">>;
}

/** The effective configuration: presets, files, environment and flags merged. */
export interface Config {
  readonly server: string;
  /** Major version of the embedded server: 14 to 18. */
  readonly postgres: number;
  /** Targets at work at once; null: number of cores. */
  readonly jobs: number | null;
  readonly allRevisions: boolean;
  readonly strict: boolean;
  /** `adopt`: released findings do not fail. */
  readonly onlyNewFails: boolean;
  /** Somebody sets `lock_timeout` where the revisions are deployed. */
  readonly assumeLockTimeout: boolean;
  readonly python: string | null;
  readonly as: RunAs;
  /** The baseline file; null: the one beside the configuration, if it is there. */
  readonly baseline: string | null;
  /** What to do when env.py asks for another database. */
  readonly foreignConnection: "redirect" | "refuse";
  readonly isolation: "default" | "strict";
  /** Time limits in seconds. */
  readonly timeouts: { readonly step: number; readonly server: number };
  readonly targets: Readonly<Record<string, TargetConfig>>;
  /** Modules of the application that revisions may import. */
  readonly allowImports: readonly string[];
  readonly rules: Readonly<Record<string, Severity | "off">>;
  readonly ignore: readonly IgnoreEntry[];
}

/** Where an effective value came from, for `migrun config`: `flag --jobs`, `environment MIGRUN_SERVER`, `migrun.config.yaml`, `preset recommended`, `default`. */
export type Origins = Readonly<Record<string, string>>;

/** One problem of a configuration, with the path of the value inside it. */
export interface ConfigIssue {
  /** `targets.users.jobs`; empty for the document itself. */
  readonly path: string;
  readonly message: string;
  /** The nearest known key, where the key is unknown. */
  readonly nearest: string | null;
  /** File as shown to the user. */
  readonly source: string;
}
