import { readFile, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureTools } from "../../../scripts/python-environments.ts";
import { migrun } from "./rig/migrun.ts";
import { createRepository } from "./rig/repository.ts";

const tools = await ensureTools("web");

/**
 * Asks the route under each state of the database; prints `{ state: [status, body, seconds] }`. Runs where the URL of an
 * isolated database is, and puts rows there as deploys would.
 */
const DRIVER = `
import json, os, sys, time
kind, silent_port = sys.argv[1], sys.argv[2]
url = os.environ["MIGRUN_DATABASE_URL"]
os.environ["LINEAR_DATABASE_URL"] = url
import migration_status as snippet
from sqlalchemy import create_engine, make_url, text
admin = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
if kind == "fastapi":
    from fastapi import FastAPI
    from fastapi.testclient import TestClient
    app = FastAPI()
    app.include_router(snippet.router)
    client = TestClient(app)
    client.__enter__()  # one loop for all requests, as a server has
else:
    from flask import Flask
    app = Flask("app")
    app.register_blueprint(snippet.blueprint)
    client = app.test_client()
seen = {}
def ask(name, fresh=True):
    if fresh:
        snippet.last = (0.0, "unreachable")
    begun = time.monotonic()
    answer = client.get("/migration_status")
    body = answer.json() if callable(answer.json) else answer.json
    seen[name] = [answer.status_code, body, time.monotonic() - begun]
def sql(*statements):
    with admin.connect() as db:
        for one in statements:
            db.execute(text(one))
ask("at head")
sql("UPDATE alembic_version SET version_num = 'a20000000000'")
ask("within the seconds", fresh=False)
ask("behind")
sql("UPDATE alembic_version SET version_num = 'f00000000000'")
ask("a row that nobody knows")
sql("CREATE TABLE alembic_version_migrun (revision text PRIMARY KEY, parents text[] NOT NULL)",
    "INSERT INTO alembic_version_migrun VALUES ('f00000000000', '{e00000000000}'), ('e00000000000', '{a30000000000}')")
ask("ahead by the record")
sql("UPDATE alembic_version_migrun SET parents = '{a20000000000}' WHERE revision = 'e00000000000'")
ask("a record that leads elsewhere")
with admin.connect().execution_options(isolation_level="READ COMMITTED") as db:
    db.execute(text("LOCK TABLE alembic_version"))
    ask("locked")
sql("DELETE FROM alembic_version")
ask("empty")
sql("DROP TABLE alembic_version")
ask("no table")
from sqlalchemy.pool import NullPool
engine_url = snippet.engine.url
def elsewhere(port):
    from sqlalchemy.ext.asyncio import create_async_engine
    there = engine_url.set(host="127.0.0.1", port=port, query={})
    if kind == "fastapi":
        return create_async_engine(there, poolclass=NullPool)
    return create_engine(there, poolclass=NullPool, connect_args={"connect_timeout": 2})
snippet.engine = elsewhere(1)
ask("refused")
snippet.engine = elsewhere(int(silent_port))
ask("silent")
print(json.dumps(seen))
`;

const why = tools === null ? " (no package index is in reach)" : "";

describe.skipIf(tools === null)(`the health route${why}`, () => {
  // Takes connections and never says a word.
  const silent = createServer(() => {});
  beforeAll(async () => {
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => void silent.close());

  test.concurrent.each(["fastapi", "flask"])("of %s tells what the database has", async (kind) => {
    const cwd = await createRepository({ folders: { linear: "fixtures/linear" } });
    const heads = await migrun(["heads", "linear", "--format", "value"], { cwd });
    await writeFile(join(cwd, "expected-heads"), heads.stdout);
    await writeFile(join(cwd, "driver.py"), DRIVER);
    const out = await migrun(["generate", kind, "linear", "--out", "."], { cwd });
    expect(out.exitCode).toBe(0);
    const source = await readFile(join(cwd, "migration_status.py"), "utf8");
    expect(source.split("\n").length).toBeLessThan(55);
    expect(source).not.toMatch(/import migrun|from migrun|alembic\s+import|import alembic/u);
    const port = String((silent.address() as AddressInfo).port);
    const command = ["exec", "linear", "--", join(tools!, "python"), "driver.py", kind, port];
    const { stdout, stderr, exitCode } = await migrun(command, { cwd });
    expect(exitCode, stderr).toBe(0);
    const seen = JSON.parse(stdout) as Readonly<Record<string, readonly [number, object, number]>>;
    const answers = Object.entries(seen).map(([name, [status, body]]) => [name, status, body]);
    expect(answers).toEqual([
      ["at head", 200, { state: "at_head" }],
      ["within the seconds", 200, { state: "at_head" }],
      ["behind", 503, { state: "behind or unknown" }],
      ["a row that nobody knows", 503, { state: "behind or unknown" }],
      ["ahead by the record", 200, { state: "ahead" }],
      ["a record that leads elsewhere", 503, { state: "behind or unknown" }],
      ["locked", 503, { state: "unreachable" }],
      ["empty", 503, { state: "behind or unknown" }],
      ["no table", 503, { state: "unreachable" }],
      ["refused", 503, { state: "unreachable" }],
      ["silent", 503, { state: "unreachable" }],
    ]);
    // A probe of Kubernetes may be told to wait for 5 seconds; by default it waits for one and tries again.
    expect(Math.max(...Object.values(seen).map(([, , seconds]) => seconds))).toBeLessThan(6);
  });
});
