import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testPythonHas, testSqlalchemyIsOld } from "../python.ts";
import { createProject, listen, openTarget, patient, testBridge, toHeads } from "./project.ts";
import { startTestServer, type TestServer } from "./two-servers.ts";

let isolated: TestServer;
let production: TestServer;
/** Of URLs: `user:password@host:port` of production. */
let address: string;

beforeAll(async () => {
  [isolated, production] = await Promise.all([startTestServer(), startTestServer("production-Password-42")]);
  const { host, port, user, password } = production.endpoint;
  address = `${user}:${password}@${host}:${port}`;
});

afterAll(async () => {
  await Promise.all([isolated[Symbol.asyncDispose](), production[Symbol.asyncDispose]()]);
});

/** Runs an env.py that dials without a migration; `preloaded` is imported before migrun's own code is. */
async function dial(env: string, more: { files?: Record<string, string>; preloaded?: string } = {}) {
  await using site = await createProject({ "sitecustomize.py": more.preloaded ?? "" });
  await using bridge = await testBridge({
    env: {
      PATH: process.env["PATH"] ?? "",
      ...(more.preloaded === undefined ? {} : { PYTHONPATH: site.folder }),
    },
  });
  await using project = await createProject({ ...more.files, "migrations/env.py": env });
  const heard = listen(isolated);
  await using target = openTarget(bridge, project, heard, {
    env: { PATH: process.env["PATH"] ?? "", HOME: project.folder },
  });
  const answer = await target.request("upgrade", toHeads, patient());
  expect(production.log()).not.toMatch(/connection (received|authorized)|statement:|FATAL/);
  if (answer.ok) throw new Error("env.py never runs migrations here");
  return { error: answer.error, heard, files: await project.files() };
}

describe("drivers that were imported before the layers were in force", () => {
  test("psycopg2: functions, classes and what was derived from them", async () => {
    const { error, heard } = await dial(
      `
import sitecustomize, psycopg2, psycopg2.pool
DSN = "postgresql://${address}/shop"
sitecustomize.connect(DSN)
sitecustomize._connect(DSN)
sitecustomize.connection(DSN)
psycopg2.connect(DSN, connection_factory=sitecustomize.LoggingConnection)
psycopg2.pool.SimpleConnectionPool(1, 1, DSN)
`,
      {
        preloaded: `
from psycopg2 import connect, _connect
from psycopg2.extensions import connection
from psycopg2.extras import LoggingConnection
`,
      },
    );
    expect(error.kind).toBe("not-run");
    expect(heard.asked.map(({ database }) => database)).toEqual(["shop"]);
  });

  test.skipIf(testSqlalchemyIsOld)("psycopg: libpq's own class", async () => {
    const { error, heard } = await dial(
      `import sitecustomize\nsitecustomize.PGconn.connect(b"postgresql://${address}/shop")`,
      { preloaded: "from psycopg.pq import PGconn" },
    );
    expect(error.kind).toBe("not-run");
    expect(heard.asked).toHaveLength(1);
  });

  test("asyncpg, loaded a second time", async () => {
    const { error, heard } = await dial(`
import asyncio, importlib, asyncpg.connect_utils
importlib.reload(asyncpg.connect_utils)
asyncio.run(asyncpg.connect("postgresql://${address}/shop"))
`);
    expect(error.kind).toBe("not-run");
    expect(heard.asked).toHaveLength(1);
  });
});

test("a refused driver whose loader is a class, as of modules built into the interpreter", async () => {
  const { error } = await dial(`
import importlib.machinery, sys
class Loader:
    create_module = classmethod(lambda cls, spec: None)
    @classmethod
    def exec_module(cls, module):
        module.connect = lambda: print("connected")
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, Loader) if name in ("pgdb", "harmless") else None
sys.meta_path.append(Finder)
import harmless, pgdb
harmless.connect()
pgdb.connect()
`);
  expect(error).toMatchObject({ kind: "isolation", message: "connections of pgdb cannot be isolated" });
});

describe("listeners of env.py come before the drivers layer, wherever they stand", () => {
  test.each([
    ["changes the arguments", `cparams.update(host=HOST, port=PORT, user="u", password="p", dbname="shop")`],
    [
      "connects by itself",
      `return __import__("psycopg2").connect("postgresql://${"u:p@"}%s:%s/shop" % (HOST, PORT))`,
    ],
  ])("one that %s", async (_, body) => {
    const { host, port } = production.endpoint;
    // SQLAlchemy 1.4 knows no order here.
    const first = testSqlalchemyIsOld ? "" : ", insert=True";
    const { error, heard } = await dial(`
import sqlalchemy as sa
HOST, PORT = "${host}", ${port}
engine = sa.create_engine("postgresql+psycopg2://app@db.invalid/main")
@sa.event.listens_for(sa.engine.Engine, "do_connect"${first})
def listener(dialect, record, cargs, cparams):
    ${body}
engine.connect()
`);
    expect(error.kind).toBe("not-run");
    expect(heard.asked.map(({ database }) => database)).toContain("shop");
  });
});

describe("addresses from files and odd parameters", () => {
  const service = (): string => {
    const { host, port, user, password } = production.endpoint;
    return `[prod]\nhost=${host}\nport=${port}\nuser=${user}\npassword=${password}\ndbname=shop\n`;
  };

  test("services", async () => {
    const { error, heard } = await dial(
      `
import os, psycopg2
psycopg2.connect("service=prod")
os.environ.update(PGSYSCONFDIR=os.getcwd(), PGSERVICE="prod")
psycopg2.connect("")
`,
      { files: { ".pg_service.conf": service(), "pg_service.conf": service() } },
    );
    expect(error.kind).toBe("not-run");
    expect(heard.asked.map(({ host }) => host)).toEqual(["service=prod"]);
  });

  test("hostaddr, several hosts, socket folders, IPv6", async () => {
    const { port } = production.endpoint;
    const dsns = [
      `host=nowhere.invalid hostaddr=127.0.0.1 port=${port} dbname=shop`,
      `host=127.0.0.1,localhost port=${port} dbname=shop`,
      `host=${production.socketFolder} port=${port} dbname=shop`,
      `host=::1 port=${port} dbname=shop`,
    ];
    const { error, heard } = await dial(
      `import psycopg2\nfor dsn in ${JSON.stringify(dsns)}:\n    psycopg2.connect(dsn)`,
    );
    expect(error.kind).toBe("not-run");
    expect(heard.asked).toHaveLength(4);
  });
});

describe("worker processes", () => {
  const job = (): string => `
import psycopg2
def go(_):
    return psycopg2.connect("postgresql://${address}/shop").info.dbname
`;

  test("of a pool go where their parent goes", async () => {
    const { error, heard } = await dial(
      `
import job
from concurrent.futures import ProcessPoolExecutor
name = job.go(None)
with ProcessPoolExecutor(2) as pool:
    print(set(pool.map(job.go, range(3))) == {name})
`,
      { files: { "job.py": job() } },
    );
    expect(error.kind).toBe("not-run");
    expect(heard.output.stdout).toBe("True\n");
  });

  test.each(["spawn", "forkserver"])("by %s would have no layers, and are refused", async (method) => {
    const { error } = await dial(
      `
import job, multiprocessing
worker = multiprocessing.get_context("${method}").Process(target=job.go, args=(None,))
worker.start()
worker.join()
`,
      { files: { "job.py": job() } },
    );
    expect(error).toMatchObject({
      kind: "isolation",
      message: `a worker process started by '${method}' cannot be isolated; the start method fork can`,
    });
  });
});

test.each(["redshift_connector", "adbc_driver_postgresql"].filter(testPythonHas))(
  "%s is refused",
  async (name) => {
    const { error } = await dial(`import ${name}\n${name}.connect("postgresql://${address}/shop")`);
    expect(error.kind).toBe("isolation");
  },
);

test("the last mode of a SQLite URI counts, as SQLite has it", async () => {
  const { error, files } = await dial(`
import os, sqlite3
sqlite3.connect("file:%s/real.db?mode=memory&mode=rwc" % os.getcwd(), uri=True).execute("CREATE TABLE t (x)")
`);
  // The listener has only Postgres databases to give.
  expect(error.kind).toBe("isolation");
  expect(files).not.toContain("real.db");
});

test.each([
  ["a mistyped URL", `create_engine("postgresql:/app:Canary-1@h/shop")`],
  ["a setting in a message", `raise ValueError("settings: DB_PASSWORD='Canary-1'")`],
  ["a dictionary in a message", `raise ValueError("{'host': 'h', 'password': 'Canary-1'}")`],
  ["a dictionary in the source", `connect_args = {"password": "Canary-1"}[1 / 0]`],
  ["SQL", `raise ValueError("CREATE ROLE app PASSWORD 'it''s Canary-1'")`],
])("an error hides the password of %s", async (_, line) => {
  const { error } = await dial(`from sqlalchemy import create_engine\n${line}`);
  expect(error.message).not.toBe("");
  expect(JSON.stringify(error)).not.toContain("Canary-1");
});
