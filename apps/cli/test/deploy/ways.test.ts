import { expect, test } from "vitest";
import { migrunOnTerminal } from "../rig/terminal.ts";
import {
  AT_WORK,
  createLiveProject,
  envPy,
  makesTable,
  parsed,
  revisionPy,
  useLive,
  states,
  waitsForTest,
} from "./live-project.ts";

const V = "migrations/versions";
const ONE = { [`${V}/a.py`]: makesTable("a", null) };

const server = useLive();

test.runIf(process.platform !== "win32")("on a terminal it shows the plan and asks", async () => {
  const project = await createLiveProject(server(), ONE);
  const no = await migrunOnTerminal("n", ["upgrade", "--all"], { cwd: project.cwd });
  expect(no.exitCode).toBe(0);
  expect(no.stdout).toMatch(/would be migrated[^]*Go on\? \[y\/N\] [^]*not begun[^]*not confirmed/u);
  expect(await project.rows()).toEqual([]);
  const yes = await migrunOnTerminal("y", ["upgrade", "--all"], { cwd: project.cwd });
  expect(yes.exitCode).toBe(0);
  expect(yes.stdout).toMatch(/Go on\? \[y\/N\] [^]*: upgraded/u);
  expect(await project.rows()).toEqual(["a"]);
  const down = await migrunOnTerminal("y", ["upgrade", "--all", "--to", "base", "--allow-downgrade"], {
    cwd: project.cwd,
  });
  expect(down.stdout).toMatch(/what would be lost:\s+DROP TABLE t_a[^]*Go on\?[^]*downgraded/u);
  expect(await project.rows()).toEqual([]);
  const unasked = await migrunOnTerminal("n", ["upgrade", "--all", "--yes"], { cwd: project.cwd });
  expect(unasked.stdout).not.toContain("Go on?");
  expect(await project.rows()).toEqual(["a"]);
});

test("lockScope: history lets another history of the database run beside it, and no second run of its own", async () => {
  const slow = await createLiveProject(server(), { [`${V}/b.py`]: waitsForTest("b", null) });
  const target = { config: "alembic.ini", lockScope: "history" };
  const config = (name: string, more: object = {}): Record<string, string> => ({
    "migrun.config.json": JSON.stringify({ targets: { [name]: { ...target, url: slow.url, ...more } } }),
  });
  await slow.write(config("slow"));
  const beside = await createLiveProject(server(), {
    [`${V}/c.py`]: makesTable("c", null),
    "migrations/env.py": envPy({ options: ', version_table="beside_version"' }),
    ...config("beside"),
  });
  const gate = await slow.session();
  await gate.query("SELECT pg_advisory_lock(42)");
  const run = await slow.start(["upgrade", "--all", "--format", "json"]);
  await expect.poll(async () => (await slow.query(AT_WORK))[0]?.["n"], { timeout: 60_000 }).toBe(1);
  const second = await slow.upgrade("--lock-timeout", "0.1");
  expect([second.exitCode, second.target.status]).toEqual([6, "busy"]);
  const free = await beside.upgrade("--lock-timeout", "0.1");
  expect([free.exitCode, states(free)]).toEqual([0, "c committed"]);
  await beside.write({ ...config("beside", { lockScope: "database" }), [`${V}/d.py`]: makesTable("d", "c") });
  const whole = await beside.upgrade("--lock-timeout", "0.1");
  expect([whole.exitCode, whole.target.status]).toEqual([6, "busy"]);
  await gate.end();
  expect(states(parsed(await run.ended))).toBe("b committed");
});

/** One history over two databases, each engine in a transaction of its own. */
const MULTIDB = (urls: readonly string[]): string => `
from alembic import context
from sqlalchemy import create_engine, pool
for name, url in zip(("one", "two"), ${JSON.stringify(urls)}):
    with create_engine(url, poolclass=pool.NullPool).connect() as connection:
        context.configure(connection=connection, upgrade_token=name + "_up", downgrade_token=name + "_down")
        with context.begin_transaction():
            context.run_migrations(engine_name=name)
`;
const multidbRevision = (two: string): string => `
from alembic import op
revision = "a"
down_revision = None
def upgrade(engine_name=""):
    if engine_name == "one":
        op.execute("CREATE TABLE only_one (id int)")
    else:
        op.execute("${two}")
def downgrade(engine_name=""):
    pass
`;

test("an env.py with two databases: both are locked and proved, each revision is told for each", async () => {
  const [one, two] = [await createLiveProject(server(), {}), await createLiveProject(server(), {})];
  const urls = [one.url, two.url].map((url) => url.replace("postgresql", "postgresql+psycopg2"));
  await one.write({ "migrations/env.py": MULTIDB(urls), [`${V}/a.py`]: multidbRevision("SELECT 1/0") });
  const half = await one.upgrade();
  expect([half.exitCode, states(half)]).toEqual([5, "a committed, a rolled-back"]);
  expect([await one.rows(), await two.rows()]).toEqual([["a"], []]);
  await one.write({ [`${V}/a.py`]: multidbRevision("CREATE TABLE only_two (id int)") });
  const done = await one.upgrade();
  expect([done.exitCode, states(done)]).toEqual([0, "a committed"]);
  expect(done.target.proof).toMatchObject({ rows: ["a", "a"], atTarget: true });
  expect(await two.query("SELECT to_regclass('only_two') IS NOT NULL AS yes")).toEqual([{ yes: true }]);
  expect((await one.upgrade()).target.status).toBe("at_head");
});

test("a Python with threads of its own is spawned instead of forked, and deploys all the same", async () => {
  const note = `import threading
op.execute("CREATE TABLE threads AS SELECT " + str(any(t.name == "theirs" for t in threading.enumerate())) + " AS theirs")`;
  const project = await createLiveProject(server(), { [`${V}/a.py`]: revisionPy("a", null, note) });
  await project.write({
    "path/sitecustomize.py":
      'import threading\nthreading.Thread(target=threading.Event().wait, name="theirs", daemon=True).start()\n',
  });
  const env = { PYTHONPATH: `${project.cwd}/path` };
  const done = parsed(await (await project.start(["upgrade", "--all", "--format", "json"], env)).ended);
  expect(states(done)).toBe("a committed");
  // A fork has the thread that forked, and no other.
  expect(await project.query("SELECT theirs FROM threads")).toEqual([{ theirs: true }]);
});

test("what a role may not do, a statement with percent signs, and a target whose `after` is not part of the run are told", async () => {
  const one = await createLiveProject(server(), ONE);
  const two = await createLiveProject(server(), {
    [`${V}/x.py`]: revisionPy("x", null, `op.execute("SELECT 1/0 WHERE 'a' LIKE '%'")`),
  });
  const own = await two.upgrade();
  expect(own.target.problem?.statement).toBe("SELECT 1/0 WHERE 'a' LIKE '%'");
  const role = `limited_${one.database}`;
  await one.query(`CREATE ROLE ${role} LOGIN PASSWORD 'limited'`);
  await one.query("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)");
  await one.query(`GRANT ALL ON alembic_version TO ${role}`);
  await one.query("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
  const url = one.url.replace(/\/\/[^@]*@/u, `//${role}:limited@`);
  const targets = {
    alembic: { config: "alembic.ini", url, record: true, after: ["other"] },
    other: { config: "o.ini", section: "alembic" },
  };
  await one.write({
    "migrun.config.json": JSON.stringify({ targets }),
    "o.ini": "[alembic]\nscript_location = other\n",
    "other/env.py": envPy(),
    [`${V}/a.py`]: revisionPy("a", null, "pass"),
  });
  const run = await (await one.start(["upgrade", "alembic", "--format", "json"])).ended;
  const { target } = parsed(run);
  expect(target.problem?.message).toContain("permission denied");
  expect(target.problem).toMatchObject({ sqlState: "42501", file: null, revision: null });
  expect(target.problem?.hint).toMatch(/Grant it CREATE[^]*alembic_version_migrun/u);
  expect(target.notes).toContain("it comes after other, which this run did not look at");
});
