import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Bridge } from "../../src/bridge/bridge.ts";
import { testPython, testPythonHas, testSqlalchemyIsOld } from "../python.ts";
import { createProject, listen, openTarget, patient, revision, testBridge, toHeads } from "./project.ts";
import { startTestServer, type TestServer } from "./two-servers.ts";

let isolated: TestServer;
let production: TestServer;
let bridge: Bridge;
let address: string;
/** Drivers that the interpreter of the tests has. */
const drivers = ["psycopg2", "psycopg", "asyncpg", "pg8000"].filter(
  (name) => testPythonHas(name) && !(name === "psycopg" && testSqlalchemyIsOld),
);

beforeAll(async () => {
  [isolated, production, bridge] = await Promise.all([
    startTestServer(),
    startTestServer("production-Password-42"),
    testBridge(),
  ]);
  const { host, port, user, password } = production.endpoint;
  address = `${user}:${password}@${host}:${port}`;
});

afterAll(async () => {
  expectUntouched();
  // The same log settings do show what arrives.
  expect(isolated.log()).toMatch(/connection authorized[\s\S]*statement:/);
  await bridge[Symbol.asyncDispose]();
  await Promise.all([isolated[Symbol.asyncDispose](), production[Symbol.asyncDispose]()]);
});

/** The log of production knows nobody. */
function expectUntouched(): void {
  expect(production.log()).not.toMatch(/connection (received|authorized)|statement:|FATAL/);
}

const versions = {
  "migrations/versions/a1.py": revision("a1", null, `op.create_table("t", sa.Column("id", sa.Integer))`),
};

/** An env.py whose `engine` is made by the given lines. */
function envWith(lines: string): string {
  return `
from alembic import context
import os
import sqlalchemy as sa
from sqlalchemy import create_engine, pool
${lines}
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
`;
}

const ASYNC_ENV = (url: string, more = ""): string => `
import asyncio
from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine
def work(connection):
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
async def main():
    engine = create_async_engine("${url}"${more})
    async with engine.connect() as connection:
        await connection.run_sync(work)
    await engine.dispose()
asyncio.run(main())
`;

async function upgradeWith(
  env: string,
  more: Record<string, string> = {},
  variables: Record<string, string> = {},
) {
  await using project = await createProject({ ...versions, "migrations/env.py": env, ...more });
  const heard = listen(isolated);
  await using target = openTarget(bridge, project, heard, { env: { PATH: "/usr/bin:/bin", ...variables } });
  const answer = await target.request("upgrade", toHeads, patient());
  expectUntouched();
  const redirected = heard.events.filter((event) => event.event === "redirected");
  return { answer, heard, redirected };
}

async function expectRedirected(env: string, layer: string, more: Record<string, string> = {}) {
  const { answer, redirected } = await upgradeWith(env, more);
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(redirected).toHaveLength(1);
  expect(redirected[0]).toMatchObject({ layer, asked: { database: "shop" } });
  const database = answer.value.runs[0]!.database!;
  expect(await isolated.query(database, "SELECT to_regclass('t') IS NOT NULL AS made")).toEqual([
    { made: true },
  ]);
  return redirected[0]!;
}

describe.each(drivers)("%s", (driver) => {
  const url = (): string => `postgresql+${driver}://${address}/shop`;
  const isAsync = driver === "asyncpg";

  test("a hard-coded URL is redirected by the sqlalchemy layer, once", async () => {
    const env = isAsync ? ASYNC_ENV(url()) : envWith(`engine = create_engine("${url()}")`);
    const event = await expectRedirected(env, "sqlalchemy");
    expect(event.asked).toEqual({
      dialect: "postgresql",
      driver,
      host: `127.0.0.1:${production.endpoint.port}`,
      database: "shop",
      user: "tester",
    });
    expect(JSON.stringify(event)).not.toContain(production.endpoint.password);
  });

  test.skipIf(isAsync)("creator= is redirected by the drivers layer", async () => {
    const { host, port, user, password } = production.endpoint;
    const name = driver === "pg8000" ? "database" : "dbname";
    const dial = `${driver}.connect(host="${host}", port=${port}, user="${user}", password="${password}", ${name}="shop")`;
    await expectRedirected(
      envWith(`import ${driver}\nengine = create_engine("postgresql+${driver}://", creator=lambda: ${dial})`),
      "drivers",
    );
  });

  test.skipIf(isAsync)("pool= is redirected by the drivers layer", async () => {
    const { host, port, user, password } = production.endpoint;
    const name = driver === "pg8000" ? "database" : "dbname";
    const dial = `${driver}.connect(host="${host}", port=${port}, user="${user}", password="${password}", ${name}="shop")`;
    await expectRedirected(
      envWith(
        `import ${driver}\nqueue = pool.QueuePool(lambda: ${dial})\nengine = create_engine("postgresql+${driver}://", pool=queue)`,
      ),
      "drivers",
    );
  });

  test("a revision that dials by itself is redirected to the same database", async () => {
    const { host, port, user, password } = production.endpoint;
    const words = `host="${host}", port=${port}, user="${user}", password="${password}"`;
    const dial = {
      psycopg2: `import psycopg2\nc = psycopg2.connect("dbname=shop", ${words})\nc.cursor().execute("CREATE TABLE direct ()")\nc.commit()`,
      psycopg: `import psycopg\nc = psycopg.connect("dbname=shop", ${words})\nc.execute("CREATE TABLE direct ()")\nc.commit()`,
      pg8000: `import pg8000.native\nc = pg8000.native.Connection(database="shop", ${words})\nc.run("CREATE TABLE direct ()")`,
      asyncpg: `import asyncpg, asyncio, threading
async def go():
    c = await asyncpg.connect("postgresql://${address}/shop?sslmode=verify-full")
    await c.execute("CREATE TABLE direct ()")
    await c.close()
t = threading.Thread(target=lambda: asyncio.run(go()))
t.start(); t.join()`,
    }[driver]!;
    const env = isAsync ? ASYNC_ENV(url()) : envWith(`engine = create_engine("${url()}")`);
    const { answer, redirected } = await upgradeWith(env, {
      "migrations/versions/b2.py": revision("b2", "a1", dial),
    });
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    expect(redirected).toHaveLength(1);
    const database = answer.value.runs[0]!.database!;
    expect(await isolated.query(database, "SELECT to_regclass('direct') IS NOT NULL AS made")).toEqual([
      { made: true },
    ]);
  });
});

test("psycopg2: its connection class, factories and pools are redirected, and stay what they were", async () => {
  const dsn = `postgresql://${address}/shop?sslmode=verify-full&target_session_attrs=read-write`;
  const lines = `
import psycopg2, psycopg2.extensions, psycopg2.extras, psycopg2.pool
DSN = "${dsn}"
direct = psycopg2.extensions.connection(DSN)
assert isinstance(psycopg2.connect(DSN), psycopg2.extensions.connection)
class Mine(psycopg2.extensions.connection):
    pass
assert type(psycopg2.connect(DSN, connection_factory=Mine)) is Mine
psycopg2.connect(DSN, connection_factory=psycopg2.extras.LoggingConnection)
psycopg2.pool.SimpleConnectionPool(1, 1, DSN, options="-c search_path=pg_catalog -c application_name=mine")
pooled = psycopg2.connect(DSN, options="-c search_path=pg_catalog", application_name="mine")
cursor = pooled.cursor(); cursor.execute("SHOW search_path"); print(cursor.fetchone()[0])
cursor.execute("SHOW application_name"); print(cursor.fetchone()[0])
from psycopg2 import sql
print(sql.Identifier("a b").as_string(pooled))
psycopg2.extensions.register_type(psycopg2.extensions.UNICODE, direct)
engine = create_engine(DSN.replace("postgresql", "postgresql+psycopg2"))
`;
  const { answer, redirected, heard } = await upgradeWith(envWith(lines));
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(redirected).toHaveLength(1);
  expect(heard.output.stdout).toBe('pg_catalog\nmine\n"a b"\n');
});

test.skipIf(!drivers.includes("psycopg"))(
  "psycopg: strings, async connections and libpq itself are redirected",
  async () => {
    const dsn = `postgresql://${address}/shop?sslmode=verify-full&options=-csearch_path%3Dpg_catalog`;
    const lines = `
import asyncio, psycopg, psycopg.pq
DSN = "${dsn}"
plain = psycopg.connect(DSN, autocommit=True, application_name="mine")
print(plain.execute("SHOW search_path").fetchone()[0], plain.autocommit)
class Mine(psycopg.Connection):
    pass
assert type(Mine.connect(DSN)) is Mine
async def main():
    async with await psycopg.AsyncConnection.connect(DSN) as c:
        await c.execute("SELECT 1")
asyncio.run(main())
low = psycopg.pq.PGconn.connect(DSN.encode())
assert low.status == psycopg.pq.ConnStatus.OK, low.error_message
assert isinstance(low, psycopg.pq.PGconn)
engine = create_engine("postgresql+psycopg://${address}/shop?sslmode=verify-full")
`;
    const { answer, redirected, heard } = await upgradeWith(envWith(lines));
    if (!answer.ok) throw new Error(JSON.stringify(answer.error));
    expect(redirected).toHaveLength(1);
    expect(heard.output.stdout).toBe("pg_catalog True\n");
  },
);

test.skipIf(testSqlalchemyIsOld)("async_creator is redirected by the drivers layer", async () => {
  await expectRedirected(
    ASYNC_ENV(
      "postgresql+asyncpg://",
      `, async_creator=lambda: __import__("asyncpg").connect("postgresql://${address}/shop")`,
    ),
    "drivers",
  );
});

test("a Unix socket as endpoint serves every driver", async () => {
  await isolated.createDatabase("by_socket");
  const endpoint = { ...isolated.endpoint, host: isolated.socketFolder };
  for (const driver of drivers) {
    const url = `postgresql+${driver}://${address}/shop`;
    const env = driver === "asyncpg" ? ASYNC_ENV(url) : envWith(`engine = create_engine("${url}")`);
    await using project = await createProject({
      "migrations/versions/a1.py": revision(
        "a1",
        null,
        `op.execute("DROP TABLE IF EXISTS alembic_version_")`,
      ),
      "migrations/env.py": env,
    });
    const heard = listen(null, () => ({ kind: "postgres", endpoint, database: "by_socket" }));
    await using target = openTarget(bridge, project, heard);
    const answer = await target.request("upgrade", toHeads, patient());
    if (!answer.ok) throw new Error(driver + JSON.stringify(answer.error));
    expect(answer.value.runs[0]!.database).toBe("by_socket");
    expect(heard.asked).toHaveLength(1);
  }
});

test("a thread that outlives env.py may still ask", async () => {
  const lines = `
import psycopg2, threading
engine = create_engine("postgresql+psycopg2://app:pw@db.invalid/shop")
go = threading.Event()
def later():
    go.wait()
    psycopg2.connect("host=late.invalid dbname=late user=app")
    print("late")
threading.Thread(target=later, daemon=True).start()
import builtins
builtins.go = go
`;
  await using project = await createProject({
    ...versions,
    "migrations/env.py": envWith(lines).concat("\ngo.set()\n"),
  });
  let tell = (): void => undefined;
  const late = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const heard = listen(isolated);
  const listener = {
    ...heard,
    onOutput: (_: string, text: string) => {
      if (text.includes("late")) tell();
    },
  };
  await using target = openTarget(bridge, project, listener);
  const answer = await target.request("upgrade", toHeads, patient());
  expect(answer.ok).toBe(true);
  await late;
  expect(heard.asked.map(({ database }) => database)).toEqual(["shop", "late"]);
});

test("variables that env.py sets by itself lead nowhere", async () => {
  const { host, port, user, password } = production.endpoint;
  const lines = `
os.environ.update(PGHOST="${host}", PGPORT="${port}", PGUSER="${user}", PGPASSWORD="${password}", PGDATABASE="shop")
import psycopg2
psycopg2.connect("")
assert "PGHOST" not in os.environ
os.putenv("PGHOSTADDR", "${host}")
engine = create_engine("postgresql+psycopg2:///shop")
`;
  const { answer, redirected } = await upgradeWith(envWith(lines));
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(redirected.map((event) => event.event === "redirected" && event.asked.host)).toEqual([
    `127.0.0.1:${port}`,
  ]);
});

test("asyncpg: services, DSNs, pools and its environment are decided by its own parser", async () => {
  const { host, port, user, password } = production.endpoint;
  const env = `
import asyncio, os, asyncpg
os.environ.update(PGHOST="${host}", PGPORT="${port}", PGUSER="${user}", PGPASSWORD="${password}", PGDATABASE="shop")
async def main():
    c = await asyncpg.connect(server_settings={"search_path": "pg_catalog"})
    print(await c.fetchval("SHOW search_path"))
    async with asyncpg.create_pool("postgresql://${address}/shop", min_size=1, max_size=2) as p:
        print(await p.fetchval("SELECT 1"))
    await asyncpg.connect("postgresql://${address}/shop?ssl=require&target_session_attrs=primary")
    await asyncpg.connect(host=["${host}", "db2.invalid"], port=[${port}, 5433], user="u", database="shop")
asyncio.run(main())
`;
  const { answer, heard } = await upgradeWith(env);
  expect(answer.ok ? null : answer.error.kind).toBe("not-run");
  expect(heard.output).toEqual({ stdout: "pg_catalog\n1\n", stderr: "" });
  expect(heard.asked.map(({ host: asked, database }) => [asked, database])).toEqual([
    [`127.0.0.1:${port}`, "shop"],
    [`127.0.0.1:${port},db2.invalid:5433`, "shop"],
  ]);
});

test("the multidb template of real Alembic: each engine has its own database and its own SQL", async () => {
  await using project = await createProject({});
  execFileSync(join(dirname(testPython), "alembic"), ["init", "-t", "multidb", "multi"], {
    cwd: project.folder,
  });
  const head = "[alembic]\nscript_location = multi\ndatabases = engine1, engine2\n";
  const section = (name: string, database: string): string =>
    `[${name}]\nsqlalchemy.url = postgresql+psycopg2://${address}/${database}\n`;
  const body = (table: string): string => `op.create_table("${table}", sa.Column("id", sa.Integer))`;
  await project.write({
    "alembic.ini": head + section("engine1", "users") + section("engine2", "billing") + LOGGING,
    "multi/versions/a1.py": `"""a1"""
from alembic import op
import sqlalchemy as sa
revision = "a1"
down_revision = None
def upgrade(engine_name): globals()["upgrade_" + engine_name]()
def downgrade(engine_name): pass
def upgrade_engine1():
    ${body("people")}
def upgrade_engine2():
    ${body("invoices")}
`,
  });
  const before = await project.files();
  const heard = listen(isolated);
  await using target = openTarget(bridge, project, heard);

  const offline = await target.request("offline", { from: null, to: "heads" }, patient());
  if (!offline.ok) throw new Error(JSON.stringify(offline.error));
  expect(
    offline.value.outputs.map(({ engineName, sql }) => [
      engineName,
      /CREATE TABLE (people|invoices)/.exec(sql)?.[1],
    ]),
  ).toEqual([
    ["engine1", "people"],
    ["engine2", "invoices"],
  ]);
  expect(offline.value.outputs[0]!.sql).toMatch(/^BEGIN;[\s\S]*COMMIT;\s*$/);

  const up = await target.request("upgrade", toHeads, patient());
  if (!up.ok) throw new Error(JSON.stringify(up.error));
  const [first, second] = up.value.runs;
  expect([first!.engineName, second!.engineName]).toEqual(["engine1", "engine2"]);
  expect(first!.database).not.toBe(second!.database);
  expect(
    await isolated.query(second!.database!, "SELECT to_regclass('invoices') IS NOT NULL AS made"),
  ).toEqual([{ made: true }]);

  const diff = await target.request("diff", {}, patient());
  if (!diff.ok) throw new Error(JSON.stringify(diff.error));
  expect(diff.value.runs.map((run) => run.engineName)).toEqual(["engine1", "engine2"]);
  expect(await project.files()).toEqual(before);
  expectUntouched();
});

const LOGGING = `
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = generic
[logger_root]
level = WARNING
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = generic
[formatter_generic]
format = %(message)s
`;

test("refuse: a foreign connection is an error, and nobody is asked", async () => {
  await using project = await createProject(versions);
  const heard = listen(isolated);
  await using target = openTarget(bridge, project, heard, { foreign: "refuse" });
  const answer = await target.request("upgrade", toHeads, patient());
  expect(answer.ok ? null : answer.error).toMatchObject({
    kind: "isolation",
    message: "postgresql database shop on production.invalid is not the target's own database",
  });
  expect(heard.asked).toEqual([]);
});

test("the own database is reached as asked, without a question", async () => {
  await isolated.createDatabase("own");
  await isolated.query("own", "CREATE ROLE other LOGIN SUPERUSER PASSWORD 'other-pass'");
  const { host, port, user, password } = isolated.endpoint;
  const lines = `
engine = create_engine("postgresql+psycopg2://${user}:${password}@${host}:${port}/own?sslmode=require")
other = create_engine("postgresql+psycopg2://other:other-pass@${host}:${port}/own")
print(other.connect().execute(sa.text("SELECT current_user")).scalar())
`;
  await using project = await createProject({ ...versions, "migrations/env.py": envWith(lines) });
  const heard = listen(isolated);
  const own = { endpoint: isolated.endpoint, database: "own" };
  await using target = openTarget(bridge, project, heard, { own });
  const answer = await target.request("upgrade", toHeads, patient());
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(answer.value.runs[0]!.database).toBe("own");
  expect(heard.asked).toEqual([]);
  expect(heard.events.filter((event) => event.event === "redirected")).toEqual([]);
  expect(heard.output.stdout).toBe("other\n");
});

test("another database on the own server is somebody else's", async () => {
  const { host, port, user, password } = isolated.endpoint;
  const env = envWith(
    `engine = create_engine("postgresql+psycopg2://${user}:${password}@${host}:${port}/postgres")`,
  );
  await using project = await createProject({ ...versions, "migrations/env.py": env });
  const heard = listen(isolated);
  const own = { endpoint: isolated.endpoint, database: "own" };
  await using target = openTarget(bridge, project, heard, { own });
  const answer = await target.request("upgrade", toHeads, patient());
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(heard.asked.map(({ database }) => database)).toEqual(["postgres"]);
  expect(await isolated.query("postgres", "SELECT to_regclass('t') AS made")).toEqual([{ made: null }]);
});

test("a process that env.py forks uses known answers, and cannot ask or disturb the line", async () => {
  const lines = `
import psycopg2
engine = create_engine("postgresql+psycopg2://${"app:pw@db.invalid"}/shop")
psycopg2.connect("host=db.invalid dbname=shop user=app")
pid = os.fork()
if pid == 0:
    try:
        psycopg2.connect("host=db.invalid dbname=shop user=app")
        psycopg2.connect("host=elsewhere.invalid dbname=new user=app")
        os._exit(1)
    except Exception as error:
        print(type(error).__name__, error)
        os._exit(7)
assert os.WEXITSTATUS(os.waitpid(pid, 0)[1]) == 7
`;
  const { answer, heard } = await upgradeWith(envWith(lines));
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(heard.asked).toHaveLength(1);
  expect(heard.output.stdout).toMatch(/^IsolationError postgresql database new on elsewhere\.invalid/);
});

test("an open socket for pg8000 is refused", async () => {
  const lines = `
import pg8000.dbapi, socket
pg8000.dbapi.connect("app", database="shop", sock=socket.socketpair()[0])
`;
  const { answer } = await upgradeWith(envWith(lines));
  expect(answer.ok ? null : answer.error.kind).toMatch(/isolation|raised/);
});

test("SQLite files are replaced, memory is left alone, foreign files cannot be attached", async () => {
  const env = `
import sqlite3
from alembic import context
from sqlalchemy import create_engine, text
memory = sqlite3.connect(":memory:")
assert isinstance(memory, sqlite3.Connection)
memory.execute("CREATE TABLE m (x)")
try:
    memory.execute("ATTACH 'other.db' AS other")
except sqlite3.DatabaseError as error:
    print(error)
engine = create_engine("sqlite:///shop.db")
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
direct = sqlite3.connect("shop.db")
print(direct.execute("SELECT count(*) FROM sqlite_master WHERE name = 't'").fetchone()[0])
direct.execute("VACUUM")
`;
  await using project = await createProject({ ...versions, "migrations/env.py": env });
  await using elsewhere = await createProject({});
  const path = join(elsewhere.folder, "given.db");
  const heard = listen(null, () => ({ kind: "sqlite", path }));
  await using target = openTarget(bridge, project, heard);
  const answer = await target.request("upgrade", toHeads, patient());
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(heard.asked).toEqual([
    expect.objectContaining({ dialect: "sqlite", host: "", database: join(project.folder, "shop.db") }),
  ]);
  expect(answer.value.runs[0]!.database).toBe(path);
  expect(heard.output.stdout).toBe("not authorized\n1\n");
  expect(await project.files()).not.toContain("shop.db");
});

test("other dialects cannot be isolated", async () => {
  const lines = `
from sqlalchemy.dialects.mysql import pymysql
class Dialect(pymysql.MySQLDialect_pymysql):
    @classmethod
    def import_dbapi(cls):
        import sqlite3
        return sqlite3
    dbapi = import_dbapi
from sqlalchemy.dialects import registry
import sys
sys.modules["mine"] = sys.modules[__name__] if __name__ in sys.modules else type(sys)("mine")
sys.modules["mine"].Dialect = Dialect
registry.register("mysql.mine", "mine", "Dialect")
engine = create_engine("mysql+mine://app:pw@db.invalid/shop")
`;
  const { answer } = await upgradeWith(envWith(lines));
  expect(answer.ok ? null : answer.error).toMatchObject({
    kind: "isolation",
    message: "mysql+pymysql databases cannot be isolated",
  });
});

const REFUSED: readonly (readonly [string, string])[] = [
  ["pymysql", `pymysql.connect(host="127.0.0.1", user="u", database="d")`],
  ["pymysql.connections", `pymysql.connections.Connection(host="127.0.0.1")`],
  ["mysql.connector", `mysql.connector.connect(host="127.0.0.1")`],
  ["oracledb", `oracledb.connect(user="u", password="p", dsn="127.0.0.1/x")`],
];

test.each(REFUSED.filter(([module]) => testPythonHas(module.split(".")[0]!)))(
  "a revision that dials with %s is refused",
  async (module, dial) => {
    const engine = envWith(`engine = create_engine("postgresql+psycopg2://app:pw@db.invalid/shop")`);
    const { answer } = await upgradeWith(engine, {
      "migrations/versions/b2.py": revision("b2", "a1", `import ${module}\n${dial}`),
    });
    expect(answer.ok ? null : answer.error).toMatchObject({ kind: "isolation", revision: "b2" });
  },
);

test.skipIf(!testPythonHas("psycopg_pool"))("psycopg_pool is redirected", async () => {
  const lines = `
import psycopg_pool
with psycopg_pool.ConnectionPool("postgresql://${address}/shop", min_size=1) as queue:
    queue.wait()
    with queue.connection() as c:
        print(c.execute("SELECT 1").fetchone()[0])
engine = create_engine("postgresql+psycopg://${address}/shop")
`;
  const { answer, redirected, heard } = await upgradeWith(envWith(lines));
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  expect(redirected).toHaveLength(1);
  expect(heard.output.stdout).toBe("1\n");
});
