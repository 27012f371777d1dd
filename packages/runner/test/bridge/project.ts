import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BridgeListener, BridgeTarget, Bridge } from "../../src/bridge/bridge.ts";
import type { AskedDatabase, BridgeEvent, GivenDatabase, OpenRequest } from "../../src/bridge/protocol.ts";
import { startBridge, type StartBridgeOptions } from "../../src/bridge/start-bridge.ts";
import { testPython } from "../python.ts";
import type { TestServer } from "./two-servers.ts";

/** A small Alembic project in a folder of its own. */
export interface Project extends AsyncDisposable {
  readonly folder: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Every file below the folder, sorted. */
  files(): Promise<string[]>;
}

/** env.py as `alembic init` makes it, without logging; `METADATA` may be replaced. */
export const ENV_PY = `
from alembic import context
from sqlalchemy import engine_from_config, pool
config = context.config
target_metadata = None

def run_offline():
    context.configure(url=config.get_main_option("sqlalchemy.url"), target_metadata=target_metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()

def run_online():
    engine = engine_from_config(config.get_section(config.config_ini_section), prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)
        with context.begin_transaction():
            context.run_migrations()

if context.is_offline_mode():
    run_offline()
else:
    run_online()
`;

/** env.py for a driver, with more arguments of `context.configure`: `, transaction_per_migration=True`. */
export function envWith(driver: string, options = ""): string {
  const url = `postgresql+${driver}://app:pw@production.invalid/shop`;
  const configure = `context.configure(connection=connection${options})`;
  if (driver !== "asyncpg")
    return ENV_PY.replace(
      /engine_from_config\(config.*\)/u,
      `__import__("sqlalchemy").create_engine("${url}")`,
    ).replace(/context.configure\(connection=.*\)/u, configure);
  return `
import asyncio
from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine
def work(connection):
    ${configure}
    with context.begin_transaction():
        context.run_migrations()
async def main():
    engine = create_async_engine("${url}")
    async with engine.connect() as connection:
        await connection.run_sync(work)
    await engine.dispose()
asyncio.run(main())
`;
}

/** Source of a revision. */
export function revision(id: string, down: string | null, upgrade: string, downgrade = "pass"): string {
  const body = (text: string): string =>
    text
      .trim()
      .split("\n")
      .map((line) => `    ${line}`)
      .join("\n");
  return `"""${id}"""
from alembic import op
import sqlalchemy as sa
revision = "${id}"
down_revision = ${down === null ? "None" : `"${down}"`}

def upgrade():
${body(upgrade)}

def downgrade():
${body(downgrade)}
`;
}

/** Makes a project; `url` goes into the ini file. */
export async function createProject(
  files: Readonly<Record<string, string>>,
  url = "postgresql+psycopg2://app:pw@production.invalid/shop",
): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "migrun-test-"));
  const write = async (some: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, text] of Object.entries(some)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
  };
  const ini = `[alembic]\nscript_location = migrations\nprepend_sys_path = .\nsqlalchemy.url = ${url}\n`;
  await write({ "alembic.ini": ini, "migrations/env.py": ENV_PY, ...files });
  await mkdir(join(folder, "migrations/versions"), { recursive: true });
  return {
    folder,
    write,
    files: async () =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .sort(),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Starts the bridge on the interpreter of the tests, or fails the test. */
export async function testBridge(options: Partial<StartBridgeOptions> = {}): Promise<Bridge> {
  const started = await startBridge({
    python: testPython,
    env: { PATH: process.env["PATH"] ?? "" },
    signal: new AbortController().signal,
    ...options,
  });
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  return started.value;
}

/** What a target has asked, told and printed. */
export interface Heard extends BridgeListener {
  readonly asked: AskedDatabase[];
  readonly events: BridgeEvent[];
  readonly output: { stdout: string; stderr: string };
}

/** A listener that gives every database asked for a new one on the server. */
export function listen(server: TestServer | null, give?: (asked: AskedDatabase) => GivenDatabase): Heard {
  const heard: Heard = {
    asked: [],
    events: [],
    output: { stdout: "", stderr: "" },
    onEvent: (event) => void heard.events.push(event),
    onOutput: (stream, text) => void (heard.output[stream] += text),
    onDatabase: async (asked) => {
      heard.asked.push(asked);
      if (give !== undefined) return give(asked);
      if (server === null) return { kind: "refused", reason: "no server in this test" };
      const database = `isolated_${databases++}`;
      await server.createDatabase(database);
      return { kind: "postgres", endpoint: server.endpoint, database };
    },
  };
  return heard;
}

let databases = 1;

/** Opens a target on a project. */
export function openTarget(
  bridge: Bridge,
  project: Project,
  listener: BridgeListener,
  more: Partial<OpenRequest> = {},
): BridgeTarget {
  return bridge.open(
    {
      target: "test",
      iniFile: join(project.folder, "alembic.ini"),
      tomlFile: null,
      scriptLocation: null,
      section: "alembic",
      cwd: project.folder,
      x: [],
      url: null,
      env: { PATH: process.env["PATH"] ?? "" },
      own: null,
      foreign: "redirect",
      ...more,
    },
    listener,
  );
}

/** Options of a request that may take its time. */
export function patient(timeoutMs = 60_000): { timeoutMs: number; signal: AbortSignal } {
  return { timeoutMs, signal: new AbortController().signal };
}

/** Upgrade to the heads, recorded. */
export const toHeads = { to: "heads", record: true, snapshotSql: null } as const;
