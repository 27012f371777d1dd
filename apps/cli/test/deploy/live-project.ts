import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { UpgradeDocument, UpgradeTarget } from "@migrun/core";
import { afterAll, beforeAll } from "vitest";
import {
  startTestServer,
  type TestServer,
  type TestSession,
} from "../../../../packages/runner/test/bridge/two-servers.ts";
import { type EndedRun, type RunningMigrun, startMigrun, temporaryFolder } from "../rig/migrun.ts";

/** A password that no output may show. */
export const CANARY = "s3cret-Canary-deploy-0123456789";

/** A server that plays production. */
export const startLive = (): Promise<TestServer> => startTestServer(CANARY);

/** One for all tests of a file; ask for it within a test. */
export function useLive(): () => TestServer {
  let server: TestServer | null = null;
  beforeAll(async () => {
    server = await startLive();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });
  return () => {
    if (server === null) throw new Error("Internal error: the server is there within tests only");
    return server;
  };
}

/** One small project on a live database. */
export interface LiveProject {
  readonly cwd: string;
  readonly database: string;
  /** Without a driver. */
  readonly url: string;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Opens a session that the test holds; it is ended by the test. */
  session(): Promise<TestSession>;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  remove(path: string): Promise<void>;
  rows(): Promise<string[]>;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<RunningMigrun>;
  upgrade(...args: readonly string[]): Promise<Upgraded>;
}

/** What `migrun upgrade --format json` said. */
export interface Upgraded extends EndedRun {
  readonly document: UpgradeDocument;
  readonly target: UpgradeTarget;
}

/** env.py as `alembic init` makes it, by parts that a test may replace. */
export function envPy({
  before = "",
  options = "",
  engine = 'engine_from_config(config.get_section(config.config_ini_section), prefix="sqlalchemy.", poolclass=pool.NullPool)',
} = {}): string {
  return `
from alembic import context
from sqlalchemy import create_engine, engine_from_config, pool, text
config = context.config
if context.is_offline_mode():
    context.configure(url=config.get_main_option("sqlalchemy.url"), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = ${engine}
    with engine.connect() as connection:
        ${before || "pass"}
        context.configure(connection=connection${options})
        with context.begin_transaction():
            context.run_migrations()
`;
}

/** Source of a revision. */
export function revisionPy(id: string, down: string | null, upgrade: string, downgrade = "pass"): string {
  const body = (text: string): string => text.trim().replaceAll(/^/gmu, "    ");
  return `"""${id}"""
import os, time
from alembic import op
import sqlalchemy as sa
revision = "${id}"
down_revision = ${down === null ? "None" : JSON.stringify(down)}

def upgrade():
${body(upgrade)}

def downgrade():
${body(downgrade)}
`;
}

/** A revision that makes a table called as it is. */
export const makesTable = (id: string, down: string | null): string =>
  revisionPy(id, down, `op.create_table("t_${id}", sa.Column("id", sa.Integer))`, `op.drop_table("t_${id}")`);

/** One that says on the server that it is at work, and goes on when the test lets go of advisory lock 42. */
export const waitsForTest = (id: string, down: string | null): string =>
  revisionPy(
    id,
    down,
    `op.execute("CREATE TABLE t_${id} (id int)")
op.execute("SET LOCAL lock_timeout = 0")
op.execute("SELECT pg_advisory_xact_lock(42)")`,
  );

let made = 0;

/** Makes a project with its database; the ini file holds the URL, as in production. */
export async function createLiveProject(
  server: TestServer,
  files: Readonly<Record<string, string>>,
  driver = "psycopg2",
): Promise<LiveProject> {
  const cwd = await temporaryFolder();
  const database = `live_${process.pid}_${made++}`;
  await server.createDatabase(database);
  const { host, port, user } = server.endpoint;
  const url = `postgresql://${user}:${CANARY}@${host}:${port}/${database}`;
  const write = async (some: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, text] of Object.entries(some)) {
      await mkdir(dirname(join(cwd, name)), { recursive: true });
      await writeFile(join(cwd, name), text);
    }
  };
  await write({
    "alembic.ini": `[alembic]\nscript_location = migrations\nsqlalchemy.url = ${url.replace("postgresql", `postgresql+${driver}`)}\n`,
    "migrations/env.py": envPy(),
    ...files,
  });
  const start: LiveProject["start"] = (args, env = {}) => startMigrun(args, { cwd, env });
  return {
    cwd,
    database,
    url,
    write,
    start,
    remove: (path) => rm(join(cwd, path), { recursive: true }),
    query: (sql) => server.query(database, sql),
    session: () => server.session(database),
    rows: async () => {
      const [there] = await server.query(
        database,
        "SELECT to_regclass('alembic_version') IS NOT NULL AS yes",
      );
      if (there?.["yes"] !== true) return [];
      return (await server.query(database, "SELECT version_num FROM alembic_version ORDER BY 1")).map((row) =>
        String(row["version_num"]),
      );
    },
    upgrade: async (...args) => {
      const run = await (
        await start(["upgrade", "--all", "--format", "json", "--retry-for", "0.001", ...args])
      ).ended;
      return parsed(run);
    },
  };
}

/** The document of a run that has ended. */
export function parsed(run: EndedRun): Upgraded {
  if (!run.stdout.startsWith("{")) throw new Error(`no document: ${run.exitCode} ${run.stdout}${run.stderr}`);
  const document = JSON.parse(run.stdout) as UpgradeDocument;
  return { ...run, document, target: document.targets[0]! };
}

/** States of the revisions, in order. */
export const states = ({ target }: Upgraded): string =>
  target.revisions.map(({ id, state }) => `${id} ${state}`).join(", ");

/** The sessions of migrun in a database. */
export const SESSIONS = `SELECT pid, application_name AS name, state FROM pg_stat_activity
  WHERE application_name LIKE 'migrun/%' AND datname = current_database()`;

/** A revision of the project is in the middle, and waits for the test. */
export const AT_WORK = `SELECT count(*)::int AS n FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE l.locktype = 'advisory' AND NOT l.granted AND a.datname = current_database()`;
