import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testSqlalchemyIsOld } from "../../../../packages/runner/test/python.ts";
import { schemaProblems } from "../rig/check-schema.ts";
import {
  CANARY,
  createLiveProject,
  envPy,
  makesTable,
  parsed,
  revisionPy,
  useLive,
  states,
} from "./live-project.ts";

const server = useLive();

const V = "migrations/versions";
const TWO = { [`${V}/a.py`]: makesTable("a", null), [`${V}/b.py`]: makesTable("b", "a") };

describe("migrun upgrade", () => {
  test("migrates, proves it, and finds nothing to do the second time; nothing shows the password", async () => {
    const project = await createLiveProject(server(), TWO);
    const dry = await project.upgrade("--dry-run");
    expect(dry.exitCode).toBe(0);
    expect(dry.target).toMatchObject({ status: "planned", from: [], revisions: [{ id: "a" }, { id: "b" }] });
    expect(dry.target.sql).toContain("CREATE TABLE t_b");
    expect(await project.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
    const first = await project.upgrade();
    expect(first.exitCode).toBe(0);
    const schema = JSON.parse(
      readFileSync(join(import.meta.dirname, "../../schemas/upgrade.v1.json"), "utf8"),
    ) as Record<string, unknown>;
    expect(schemaProblems(schema, first.document)).toEqual([]);
    expect(first.target).toMatchObject({ status: "upgraded", unit: "run", from: [], tries: 1 });
    expect(first.target.proof).toMatchObject({ rows: ["b"], atTarget: true });
    expect(states(first)).toBe("a committed, b committed");
    const second = await project.upgrade();
    expect(second.target).toMatchObject({ status: "at_head", exitCode: 0, revisions: [] });
    const text = await (await project.start(["upgrade", "--all", "-vv"])).ended;
    expect(text.stdout).toContain("nothing to do");
    for (const run of [dry, first, second, text]) expect(run.stdout + run.stderr).not.toContain(CANARY);
  });

  test("lock_timeout holds inside each revision's transaction, also after a rollback, and not in a concurrent build", async () => {
    const note = `op.execute("INSERT INTO seen SELECT current_setting('lock_timeout'), current_setting('application_name')")`;
    const project = await createLiveProject(server(), {
      "migrations/env.py": envPy({ options: ", transaction_per_migration=True" }),
      [`${V}/a.py`]: revisionPy(
        "a",
        null,
        `op.execute("CREATE TABLE seen (value text, name text)")\n${note}`,
      ),
      [`${V}/b.py`]: revisionPy(
        "b",
        "a",
        `op.get_bind().exec_driver_sql("SAVEPOINT s")\nop.get_bind().exec_driver_sql("ROLLBACK TO s")\n${note}`,
      ),
      // The time-out inside the build is seen by a function in the index's expression.
      [`${V}/c.py`]: revisionPy(
        "c",
        "b",
        `op.execute("CREATE FUNCTION note_timeout(v text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE LOG 'in build lock_timeout=[%]', current_setting('lock_timeout'); RETURN v; END $$")
with op.get_context().autocommit_block():
    op.execute("CREATE INDEX CONCURRENTLY seen_i ON seen (note_timeout(value))")
${note}`,
      ),
    });
    const run = await project.upgrade();
    expect(states(run)).toBe("a committed, b committed, c committed");
    expect(run.target.unit).toBe("revision");
    const seen = await project.query("SELECT value, name FROM seen");
    expect(seen.map((row) => row["value"])).toEqual(["3s", "3s", "3s"]);
    expect(String(seen[0]?.["name"])).toBe(`migrun/alembic/${run.document.runId}`);
    expect(server().log()).toContain("in build lock_timeout=[0]");
  });

  test("the lock and env.py's database must be the same one: exit 2 names both, both are unchanged", async () => {
    const [one, other] = [await createLiveProject(server(), TWO), await createLiveProject(server(), TWO)];
    await one.write({
      "migrun.config.json": JSON.stringify({ targets: { alembic: { url: other.url } } }),
      // Its own URL, whatever anybody says.
      "migrations/env.py": envPy({
        engine: `create_engine("${one.url.replace("postgresql", "postgresql+psycopg2")}")`,
      }),
    });
    const run = await one.upgrade();
    expect(run.exitCode).toBe(2);
    expect(run.target.problem).toMatchObject({ kind: "wrong-database" });
    expect(run.target.problem?.message).toContain(one.database);
    expect(run.target.problem?.message).toContain(other.database);
    expect(run.stdout + run.stderr).not.toContain(CANARY);
    for (const project of [one, other])
      expect(await project.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
  });

  test("env.py with a creator of its own needs `url`, and is under the lock with it", async () => {
    const project = await createLiveProject(server(), TWO);
    const { host, port, user } = server().endpoint;
    const connect = `__import__("psycopg2").connect(host="${host}", port=${port}, user="${user}", password="${CANARY}", dbname="${project.database}")`;
    await project.write({
      "migrations/env.py": envPy({
        engine: `create_engine("postgresql+psycopg2://", creator=lambda: ${connect})`,
      }),
    });
    const without = await project.upgrade();
    expect(without.exitCode).toBe(2);
    expect(without.target.problem?.kind).toBe("no-lock");
    await project.write({
      "migrun.config.json": JSON.stringify({ targets: { alembic: { url: project.url } } }),
    });
    expect(states(await project.upgrade())).toBe("a committed, b committed");
  });

  test("--expect-host refuses another host before anything is sent there", async () => {
    const project = await createLiveProject(server(), TWO);
    const run = await project.upgrade("--expect-host", "db.internal");
    expect(run.exitCode).toBe(2);
    expect(run.target.problem?.kind).toBe("wrong-host");
    expect(await project.rows()).toEqual([]);
    expect((await project.upgrade("--expect-host", "127.0.0.1")).exitCode).toBe(0);
  });

  test("a way down needs to be allowed, and tells what would be lost", async () => {
    const project = await createLiveProject(server(), TWO);
    await project.upgrade();
    const refused = await project.upgrade("--to", "a");
    expect(refused.exitCode).toBe(2);
    expect(refused.target).toMatchObject({
      status: "refused",
      direction: "downgrade",
      lost: ["DROP TABLE t_b"],
    });
    expect(await project.rows()).toEqual(["b"]);
    const down = await project.upgrade("--to", "a", "--allow-downgrade");
    expect(down.stderr).toMatch(/takes back b\n[^]*what is lost: DROP TABLE t_b\n[^]*b downgraded/u);
    expect(down.target).toMatchObject({ status: "downgraded", proof: { rows: ["a"], atTarget: true } });
    expect((await project.upgrade("--to", "base", "--allow-downgrade")).target.proof?.rows).toEqual([]);
  });

  test("--to takes a revision in every form of Alembic that stays where it is", async () => {
    const files = {
      [`${V}/1.py`]: makesTable("aaaa1", null),
      [`${V}/2.py`]: makesTable("bbbb2", "aaaa1"),
      [`${V}/3.py`]: makesTable("cccc3", "bbbb2"),
    };
    const project = await createLiveProject(server(), files);
    for (const [to, row] of [
      ["base+1", "aaaa1"],
      ["aaaa1+1", "bbbb2"],
      ["head-1", "bbbb2"],
      ["cc", "cccc3"],
    ] as const) {
      expect((await project.upgrade("--to", to)).exitCode).toBe(0);
      expect(await project.rows()).toEqual([row]);
    }
    const below = await project.upgrade("--to", "head-1");
    expect([below.exitCode, below.target.problem?.kind]).toEqual([2, "downgrade"]);
    // A second try or a second replica would count again.
    for (const to of ["+1", "-1", "aaaa1@+1"]) {
      const run = await (await project.start(["upgrade", "--all", `--to=${to}`])).ended;
      expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining(`--to ${to} counts from`)]);
    }
    for (const to of ["head+1", "zz"]) {
      const refused = await project.upgrade("--to", to);
      expect([to, refused.exitCode, refused.target.problem?.kind]).toEqual([to, 2, "wrong-target"]);
    }
    expect(await project.rows()).toEqual(["cccc3"]);
  });

  test("what is wrong before anything begins is exit 2 or 3, never a failed upgrade", async () => {
    const project = await createLiveProject(server(), TWO);
    const nowhere = await project.upgrade("--to", "nope");
    expect([nowhere.exitCode, nowhere.target.problem?.kind]).toEqual([2, "wrong-target"]);
    expect(nowhere.target.problem?.message).toContain("nope");
    const python = { MIGRUN_PYTHON: "/nowhere/python" };
    expect((await (await project.start(["upgrade", "--all"], python)).ended).exitCode).toBe(3);
    await project.write({ "migrations/env.py": "import no_such_module" });
    const lacking = await project.upgrade();
    expect([lacking.exitCode, lacking.target.problem?.kind]).toEqual([3, "import"]);
    expect(await project.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
  });

  test("--step commits after each revision where env.py does not", async () => {
    const files = { ...TWO, [`${V}/c.py`]: revisionPy("c", "b", 'op.execute("SELECT 1/0")') };
    const whole = await createLiveProject(server(), files);
    const failed = await whole.upgrade();
    expect([failed.exitCode, states(failed)]).toEqual([4, "a rolled-back, b rolled-back, c rolled-back"]);
    expect(failed.target.problem).toMatchObject({ revision: "c", sqlState: "22012", file: `${V}/c.py` });
    expect(await whole.rows()).toEqual([]);
    const cut = await whole.upgrade("--step");
    expect([cut.exitCode, states(cut)]).toEqual([5, "a committed, b committed, c rolled-back"]);
    expect(await whole.rows()).toEqual(["b"]);
  });

  test("the record proves a database ahead for older code, which writes nothing; it follows a way down", async () => {
    const config = (url: string): string => JSON.stringify({ targets: { alembic: { url, record: true } } });
    const project = await createLiveProject(server(), { ...TWO, [`${V}/c.py`]: makesTable("c", "b") });
    await project.write({ "migrun.config.json": config(project.url) });
    await project.upgrade();
    const record = await project.query(
      "SELECT revision, parents, length(source_hash) AS s, length(sql_hash) AS q FROM alembic_version_migrun ORDER BY 1",
    );
    expect(record).toEqual(
      ["a", "b", "c"].map((id, index, all) => ({
        revision: id,
        parents: all.slice(Math.max(0, index - 1), index),
        s: 64,
        q: 64,
      })),
    );
    await project.remove(`${V}/b.py`);
    await project.remove(`${V}/c.py`);
    const status = JSON.parse((await (await project.start(["status", "--format", "json"])).ended).stdout);
    expect(status).toMatchObject({ targets: [{ state: "ahead" }] });
    expect((await (await project.start(["wait", "--at-least-code", "--timeout", "0"])).ended).exitCode).toBe(
      0,
    );
    const old = await project.upgrade();
    expect(old.exitCode).toBe(0);
    expect(old.target).toMatchObject({ status: "ahead", revisions: [], problem: { kind: "ahead" } });
    for (const more of [[], ["--dry-run"]]) {
      const down = await project.upgrade("--to", "a", "--allow-downgrade", ...more);
      expect([down.exitCode, down.target.status]).toEqual([2, "refused"]);
      expect(down.target.problem?.message).toContain("No file here knows the way down to a");
    }
    expect(await project.rows()).toEqual(["c"]);
    await project.query("DROP TABLE alembic_version_migrun");
    const unknown = await project.upgrade();
    expect(unknown.exitCode).toBe(4);
    expect(unknown.target.problem?.kind).toBe("unknown-revision");
  });

  test("with trustUrl a database at head needs neither Python nor lock", async () => {
    const project = await createLiveProject(server(), TWO);
    await project.upgrade();
    await project.write({
      "migrun.config.json": JSON.stringify({ targets: { alembic: { url: project.url, trustUrl: true } } }),
    });
    const run = parsed(
      await (
        await project.start(["upgrade", "--all", "--format", "json"], { MIGRUN_PYTHON: "/nowhere/python" })
      ).ended,
    );
    expect(run.target).toMatchObject({ status: "at_head", exitCode: 0 });
    expect(run.target.notes[0]).toContain("trustUrl");
    await project.write({ [`${V}/c.py`]: makesTable("c", "b") });
    expect(states(await project.upgrade())).toBe("c committed");
  });

  test("one target's failure stops those after it and no others", async () => {
    const [bad, after, free] = [
      await createLiveProject(server(), { [`${V}/a.py`]: revisionPy("a", null, 'op.execute("SELECT 1/0")') }),
      await createLiveProject(server(), TWO),
      await createLiveProject(server(), TWO),
    ];
    const all = { bad, after, free };
    const targets = Object.fromEntries(
      Object.entries(all).map(([name, project]) => [
        name,
        {
          config: `${project.cwd}/alembic.ini`,
          cwd: project.cwd,
          ...(name === "after" ? { after: ["bad"] } : {}),
        },
      ]),
    );
    await bad.write({ "migrun.config.json": JSON.stringify({ targets }) });
    const run = parsed(await (await bad.start(["upgrade", "--all", "--format", "json"])).ended);
    expect(Object.fromEntries(run.document.targets.map((target) => [target.name, target.status]))).toEqual({
      bad: "failed",
      after: "skipped",
      free: "upgraded",
    });
    expect(run.exitCode).toBe(4);
    expect(await after.rows()).toEqual([]);
  });

  // SQLAlchemy 1.4 has no dialect for psycopg 3.
  const drivers = testSqlalchemyIsOld ? ["asyncpg", "pg8000"] : ["psycopg", "asyncpg", "pg8000"];
  test.each(drivers)("the lock is held through %s too", async (driver) => {
    const project = await createLiveProject(server(), TWO, driver);
    if (driver === "asyncpg")
      await project.write({
        "migrations/env.py": `
import asyncio
from alembic import context
from sqlalchemy import pool
from sqlalchemy.ext.asyncio import create_async_engine
def work(connection):
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
async def main():
    engine = create_async_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(work)
    await engine.dispose()
asyncio.run(main())
`,
      });
    const run = await project.upgrade();
    expect(run.target.problem).toBeNull();
    expect([states(run), run.target.settings["lock_timeout"]]).toEqual(["a committed, b committed", "3s"]);
  });
});
