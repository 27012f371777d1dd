import type { LockHolder, StatementTrace } from "@migrun/core";

/**
 * What Node and the Python side say to each other: newline-delimited JSON over a socket of
 * their own (stdout and stderr belong to env.py). Node sends requests with an id; the bridge
 * answers each with exactly one response, and may send events and questions in between.
 * Python's half is `python/migrun_bridge/`; both are changed together.
 */

/** Where isolated databases of one target live. One endpoint serves all databases of that target. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Folder of the server's Unix socket, where it is the only way in for this process (`isolation: strict`). */
  readonly socketFolder?: string;
}

/** A database that env.py, a revision, or a driver call asked for. Never contains a password. */
export interface AskedDatabase {
  /** `postgresql`, `sqlite`, `mysql`, … */
  readonly dialect: string;
  /** SQLAlchemy driver name or module: `psycopg2`, `asyncpg`. */
  readonly driver: string;
  /** Host set as asked, `db1,db2:5433` or a socket folder; empty for the driver's default; SQLite: empty. */
  readonly host: string;
  /** Database name, or the SQLite path. */
  readonly database: string;
  readonly user: string | null;
}

/** The answer of Node to a question for a database. */
export type GivenDatabase =
  | { readonly kind: "postgres"; readonly endpoint: Endpoint; readonly database: string }
  | { readonly kind: "sqlite"; readonly path: string }
  /** Cannot be isolated, or `foreignConnection: refuse`: the bridge raises (MX914). */
  | { readonly kind: "refused"; readonly reason: string };

/** Sent once per target before anything else. */
export interface OpenRequest {
  readonly target: string;
  readonly iniFile: string | null;
  readonly tomlFile: string | null;
  readonly section: string;
  readonly cwd: string;
  /** Put into `script_location`, which no config says (Flask-Migrate); null leaves the option as it is. */
  readonly scriptLocation: string | null;
  /** Alembic's `-x`. */
  readonly x: readonly string[];
  /** The isolated URL put into `sqlalchemy.url`, driver and query kept; null leaves the option as it is. */
  readonly url: string | null;
  /** The whole environment of the child (already cleaned); it replaces os.environ. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * Databases known before they are asked for: the main one of the target. Connections to exactly
   * this endpoint and database are the target's own and are not reported as redirected.
   */
  readonly own:
    | { readonly endpoint: Endpoint; readonly database: string }
    | { readonly sqlitePath: string }
    | null;
  /** Ask for unknown databases (`redirect`), or refuse them. */
  readonly foreign: "redirect" | "refuse";
}

/** One statement that reached a driver through SQLAlchemy while a revision ran. */
export interface RecordedStatement {
  readonly sql: string;
  /** Null for Alembic's own statements outside any revision. */
  readonly revision: string | null;
  readonly direction: "upgrade" | "downgrade" | null;
  /** Absolute path and 1-based line of the innermost frame inside the revision file; null if none is on the stack. */
  readonly file: string | null;
  readonly line: number | null;
  /** Where a helper outside of the revision file called the operation: the innermost frame of the user's own code; else null. */
  readonly via: { readonly file: string; readonly line: number } | null;
  readonly durationMs: number;
  readonly database: string;
  /** True for the version table's bookkeeping. */
  readonly bookkeeping: boolean;
  /** True when it ran in driver-level autocommit. */
  readonly autocommit: boolean;
  /**
   * Number of the transaction that it ran in, over all engines of the request, from 1; savepoints do not count.
   * Null where the server committed it by itself: driver-level autocommit, or after a COMMIT that somebody wrote.
   */
  readonly transaction: number | null;
  /** What the server did for it; null: it was not traced, or failed. */
  readonly trace: StatementTrace | null;
}

/** What one `run_migrations()` of env.py looked like: one per engine in a multidb env.py. */
export interface EngineRun {
  readonly dialect: string;
  readonly driver: string;
  /** The isolated database that it was connected to; null in offline mode. */
  readonly database: string | null;
  readonly versionTable: string;
  readonly versionTableSchema: string | null;
  /** Rows of the version table when the run began. */
  readonly rowsBefore: readonly string[];
  readonly transactionPerMigration: boolean;
  /** Name that env.py passed (`engine_name`), where it did. */
  readonly engineName: string | null;
  readonly hasMetadata: boolean;
  readonly revisions: readonly string[];
}

/** Result of `upgrade` and `downgrade`. */
export interface MigrateResult {
  readonly runs: readonly EngineRun[];
  readonly statements: readonly RecordedStatement[];
  /** Present only when asked with `snapshotSql`: after each step, in order (the first entry is the state before). */
  readonly snapshots: readonly {
    readonly revision: string | null;
    readonly database: string;
    readonly rows: readonly (readonly unknown[])[];
  }[];
}

/** A difference between models and migrated schema, as Alembic's autogenerate under env.py's options sees it. */
export interface BridgeDiff {
  /** Alembic's name of the operation: `add_table`, `remove_column`, `modify_nullable`, `add_fk`, … */
  readonly kind: string;
  readonly database: string | null;
  readonly engineName: string | null;
  readonly schema: string | null;
  readonly table: string | null;
  /** Column, index or constraint name; null for a table or an unnamed constraint. */
  readonly name: string | null;
  /** Columns of an index or constraint. */
  readonly columns: readonly string[];
  /** Target of a foreign key: `public.users(id)`. */
  readonly references: string | null;
  /** What the models say and what the database says, in words (`VARCHAR(50)`, `NOT NULL`, `DEFAULT now()`); null where absent. */
  readonly model: string | null;
  readonly found: string | null;
  /** The Alembic operation that would bring the database to the models, rendered as Python. */
  readonly operation: string;
}

/** Result of `diff`. */
export interface DiffResult {
  readonly runs: readonly (EngineRun & {
    readonly diffs: readonly BridgeDiff[];
    readonly metadataTables: readonly string[];
  })[];
}

/** Result of `offline`: text per engine. */
export interface OfflineResult {
  readonly outputs: readonly { readonly engineName: string | null; readonly sql: string }[];
  readonly runs: readonly EngineRun[];
}

/** One revision header as Alembic itself loads it. */
export interface LoadedHeader {
  readonly file: string;
  readonly revision: string | null;
  readonly down: readonly string[];
  readonly labels: readonly string[];
  readonly dependsOn: readonly string[];
  readonly doc: string;
  /** Set where the file cannot be loaded. */
  readonly error: string | null;
}

/** Result of `script`: the directories and graph as Alembic resolves them. */
export interface ScriptResult {
  readonly scriptDirectory: string;
  readonly versionLocations: readonly string[];
}

/** Requests after `open`, and what answers them. */
export interface BridgeOperations {
  open: { request: OpenRequest; result: Record<string, never> };
  /** Loads the ScriptDirectory; does not run env.py. */
  script: { request: Record<string, never>; result: ScriptResult };
  /** Loads the named files as Alembic does (runs their module level); does not run env.py. */
  headers: {
    request: { readonly files: readonly string[] };
    result: { readonly headers: readonly LoadedHeader[] };
  };
  /** Lets Alembic write a merge revision with the project's template; `dryRun`: only tells what it would write. */
  merge: {
    request: { readonly heads: readonly string[]; readonly message: string; readonly dryRun: boolean };
    result: { readonly path: string; readonly text: string };
  };
  /** Runs env.py online up to `to` (`heads` or an id); `dryRun` runs env.py with no steps and only tells the runs. */
  upgrade: {
    request: {
      readonly to: string;
      readonly record: boolean;
      readonly snapshotSql: string | null;
      readonly dryRun?: boolean;
      /** Revisions of which every statement is traced. What is below them is committed before, as its own deploy did. */
      readonly trace?: readonly string[];
    };
    result: MigrateResult;
  };
  /** Runs env.py online down to `to`. What is in `keep` stays; it must hold everything that is below any of it. */
  downgrade: {
    request: {
      readonly to: string;
      readonly record: boolean;
      readonly snapshotSql: string | null;
      readonly keep?: readonly string[];
    };
    result: MigrateResult;
  };
  /** Runs env.py in offline mode: `from` null means base. */
  offline: { request: { readonly from: string | null; readonly to: string }; result: OfflineResult };
  /** Runs env.py online with no steps and compares metadata inside. */
  diff: { request: Record<string, never>; result: DiffResult };
}

/** Name of a request. */
export type BridgeOperation = keyof BridgeOperations;

/** Stable kinds of failure. */
export type BridgeErrorKind =
  /** A revision or env.py raised; `revision` names the revision if one was running. */
  | "raised"
  /** Alembic's own CommandError / RevisionError. */
  | "alembic"
  /** The database refused a statement; `statement` and `sqlState` are set where known. */
  | "database"
  /** `sys.exit` in env.py or a revision. */
  | "exited"
  /** env.py ended without reaching `context.run_migrations()`. */
  | "not-run"
  /** env.py cannot be executed twice in one process (metadata already defined): open a fresh child and ask again. */
  | "not-rerunnable"
  /** A connection that cannot be isolated. */
  | "isolation"
  /** A module that env.py imports is not there. */
  | "import"
  /** KeyError of a variable in os.environ, or a settings object that demands values: `variables` names them all. */
  | "settings"
  /** Bug of the bridge. */
  | "internal"
  /** Added by the client: over its time, process gone, cancelled. */
  | "timed-out"
  | "process-ended"
  | "cancelled";

/** A frame of the user's own files (env.py, revisions, models), innermost last. */
export interface BridgeFrame {
  /** Absolute path; shown relative. */
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly source: string;
}

/** A failed request. */
export interface BridgeError {
  readonly kind: BridgeErrorKind;
  /** Class of the exception: `sqlalchemy.exc.ProgrammingError`. */
  readonly exception: string | null;
  /** First the driver's or Alembic's own words, without SQLAlchemy's background link and without the statement. Redacted. */
  readonly message: string;
  readonly frames: readonly BridgeFrame[];
  readonly revision: string | null;
  readonly direction: "upgrade" | "downgrade" | null;
  readonly statement: string | null;
  readonly sqlState: string | null;
  readonly variables: readonly string[];
  /** What had been recorded until then. */
  readonly statements: readonly RecordedStatement[];
  readonly runs: readonly EngineRun[];
}

/** Sent by the bridge while a request runs. */
export type BridgeEvent =
  | {
      readonly event: "revision";
      readonly revision: string;
      readonly direction: "upgrade" | "downgrade";
      readonly done: number;
      readonly total: number;
    }
  /** A connection was redirected: for MX903. */
  | { readonly event: "redirected"; readonly asked: AskedDatabase; readonly layer: "sqlalchemy" | "drivers" }
  /** A deploy waits for a lock, or for what an earlier run left at work. */
  | {
      readonly event: "waiting";
      readonly for: "lock" | "earlier-run";
      readonly place: string;
      readonly holders: readonly LockHolder[];
    }
  /** A deploy was told to stop, and begins nothing more. */
  | { readonly event: "stopping" }
  /** Python warnings, once each, from the user's files. */
  | {
      readonly event: "warning";
      readonly message: string;
      readonly file: string | null;
      readonly line: number | null;
    };
