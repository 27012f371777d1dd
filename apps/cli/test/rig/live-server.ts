import { ask, openPool } from "../../../../packages/runner/test/server/test-pool.ts";
import type { Endpoint } from "../../../../packages/runner/src/bridge/protocol.ts";

/** A Postgres that stands for a live one. */
export interface LiveServer extends AsyncDisposable {
  readonly endpoint: Endpoint;
  /** Makes a database, runs statements in it, and gives its URL. */
  database(name: string, ...statements: readonly string[]): Promise<string>;
  /** Runs statements; the rows of the last. */
  ask(database: string, ...statements: readonly string[]): Promise<readonly Record<string, unknown>[]>;
}

/** Starts one. */
export async function startLiveServer(): Promise<LiveServer> {
  const pool = await openPool({ size: 1 });
  const server = await pool.lease("live", new AbortController().signal);
  const { endpoint } = server;
  const { host, port, user, password } = endpoint;
  return {
    endpoint,
    database: async (name, ...statements) => {
      const made = await server.createDatabase(name);
      await ask(endpoint, made, "SELECT 1", ...statements);
      return `postgresql://${user}:${encodeURIComponent(password)}@${host}:${port}/${made}`;
    },
    ask: (database, ...statements) => ask(endpoint, database, ...statements),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await pool[Symbol.asyncDispose]();
    },
  };
}

/** Statements that leave a database as if `upgrade` had ended at these rows. */
export function versionRows(...rows: readonly string[]): readonly string[] {
  return [
    "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)",
    ...rows.map((row) => `INSERT INTO alembic_version VALUES ('${row}')`),
  ];
}

/** Statements that leave the record of `record: true`: pairs of a revision and its parents. */
export function recordRows(rows: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return [
    "CREATE TABLE alembic_version_migrun (revision text PRIMARY KEY, parents text[] NOT NULL, applied_at timestamptz NOT NULL, source_hash text NOT NULL, sql_hash text)",
    ...Object.entries(rows).map(
      ([revision, parents]) =>
        `INSERT INTO alembic_version_migrun VALUES ('${revision}', '{${parents.join(",")}}', now(), 'hash', NULL)`,
    ),
  ];
}
