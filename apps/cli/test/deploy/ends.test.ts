import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  AT_WORK,
  CANARY,
  createLiveProject,
  envPy,
  makesTable,
  parsed,
  revisionPy,
  SESSIONS,
  useLive,
  states,
  waitsForTest,
} from "./live-project.ts";

const server = useLive();

const V = "migrations/versions";

test("an idle session that the server ends: the time-out is named, and how to choose another", async () => {
  const project = await createLiveProject(server(), {
    [`${V}/a.py`]: revisionPy(
      "a",
      null,
      `op.execute("CREATE TABLE t_a (id int)")
pid = op.get_bind().exec_driver_sql("SELECT pg_backend_pid()").scalar()
other = sa.create_engine(op.get_bind().engine.url).raw_connection()
while True:
    cursor = other.cursor()
    cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %d" % pid)
    if cursor.fetchone()[0] == 0:
        break
    other.rollback()
    time.sleep(0.05)
op.execute("CREATE TABLE t_b (id int)")`,
    ),
  });
  await project.query(`ALTER DATABASE ${project.database} SET idle_in_transaction_session_timeout = '500ms'`);
  const run = await project.upgrade();
  expect([run.exitCode, states(run)]).toEqual([4, "a rolled-back"]);
  expect(run.target.problem?.message).toMatch(
    /idle in its transaction.*: idle_in_transaction_session_timeout is 500ms\.$/u,
  );
  expect(run.target.problem?.hint).toContain("ALTER ROLE");
  expect(run.target.problem?.hint).not.toContain("Mend");
});

test("a session that somebody ends is not blamed on the revision", async () => {
  const project = await createLiveProject(server(), { [`${V}/a.py`]: waitsForTest("a", null) });
  const gate = await project.session();
  await gate.query("SELECT pg_advisory_lock(42)");
  const run = await project.start(["upgrade", "--all", "--format", "json", "--retry-for", "0.001"]);
  await expect.poll(async () => (await project.query(AT_WORK))[0]?.["n"], { timeout: 60_000 }).toBe(1);
  const sessions = await project.query(SESSIONS);
  const migrating = sessions.find(({ name }) => !String(name).endsWith("/lock"))?.["pid"];
  await project.query(`SELECT pg_terminate_backend(${migrating})`);
  const done = parsed(await run.ended);
  await gate.end();
  expect([done.exitCode, states(done)]).toEqual([4, "a rolled-back"]);
  expect(done.target.problem?.hint).toContain("Look at the server's log");
  expect(done.target.problem?.hint).not.toContain("Mend");
});

test("what a revision committed in its middle is listed, and running it again is warned of", async () => {
  const project = await createLiveProject(server(), {
    [`${V}/a.py`]: makesTable("a", null),
    [`${V}/b.py`]: revisionPy(
      "b",
      "a",
      `op.execute("ALTER TABLE t_a ADD COLUMN x int")
with op.get_context().autocommit_block():
    op.execute("ALTER TABLE t_a ADD COLUMN y int")
    op.execute("SELECT 1/0")`,
    ),
  });
  const first = await project.upgrade();
  expect([first.exitCode, states(first)]).toEqual([5, "a committed, b unknown"]);
  const stays = (column: string): string =>
    `revision b has committed, and it stays: ALTER TABLE t_a ADD COLUMN ${column} int`;
  expect(first.target.notes).toEqual([stays("x"), stays("y")]);
  expect(first.target.problem?.hint).toContain("running it again would do that again");
  const again = await project.upgrade();
  expect([again.exitCode, states(again)]).toEqual([4, "b rolled-back"]);
  expect(again.target.problem?.hint).toContain("an earlier run may have committed a part of this revision");

  // A COMMIT that somebody wrote, after which the server commits each statement by itself; an engine of the revision's own, and then a table that is not free.
  await project.write({
    [`${V}/b.py`]: revisionPy(
      "b",
      "a",
      `op.execute("INSERT INTO t_a (id) VALUES (1)")
op.execute("COMMIT")
with sa.create_engine(op.get_bind().engine.url).begin() as own:
    own.execute(sa.text("INSERT INTO t_a (id) VALUES (2)"))
op.execute("INSERT INTO t_a (id) VALUES (3)")
op.execute("BEGIN")
op.execute("INSERT INTO t_a (id) VALUES (4)")
op.execute("SET LOCAL lock_timeout = '10ms'")
op.execute("LOCK TABLE other")`,
    ),
  });
  await project.query("CREATE TABLE other ()");
  const holder = await project.session();
  await holder.query("BEGIN");
  await holder.query("LOCK TABLE other");
  const busy = await project.upgrade("--retry-for", "60");
  await holder.end();
  expect([busy.exitCode, states(busy), busy.target.tries]).toEqual([5, "b unknown", 1]);
  expect(busy.target.notes).toEqual(
    [1, 2, 3].map((n) => `revision b has committed, and it stays: INSERT INTO t_a (id) VALUES (${n})`),
  );
  expect(await project.query("SELECT id FROM t_a ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  expect(busy.target.problem?.sqlState).toBe("55P03");
  expect(busy.target.problem?.hint).toMatch(/running it again would do that again.*ON CONFLICT/u);
});

test("a connection that is not made: exit 3, without a URL exit 2, each with the next step", async () => {
  const project = await createLiveProject(server(), { [`${V}/a.py`]: makesTable("a", null) });
  await project.write({
    "migrations/env.py": envPy({ engine: 'create_engine(__import__("os").environ["MM_URL"])' }),
  });
  const sent = project.url.replace("postgresql", "postgresql+psycopg2");
  const cases = [
    [sent.replace(project.database, "nosuch"), 3, "Create the database"],
    [sent.replace(CANARY, "wrong"), 3, "Correct the user or the password"],
    [sent.replace("127.0.0.1", "nosuch.invalid"), 3, "The host of the URL is not known here"],
    [sent.replace(/:\d+\//u, ":1/"), 3, "No server listens"],
    [`${sent}?sslmode=require`, 3, "The server speaks no TLS"],
    ["", 2, "may be set to nothing"],
  ] as const;
  for (const [url, code, hint] of cases) {
    const args = ["upgrade", "--all", "--format", "json", "--retry-for", "0.001"];
    const run = parsed(await (await project.start(args, { MM_URL: url })).ended);
    expect([hint, run.exitCode, run.target.problem?.hint]).toEqual([
      hint,
      code,
      expect.stringContaining(hint),
    ]);
    expect(run.target.revisions).toEqual([]);
  }
  await project.write({ "migrations/env.py": "def (" });
  const broken = await project.upgrade();
  expect([broken.exitCode, broken.target.problem?.hint]).toEqual([
    4,
    expect.stringContaining("Mend the file"),
  ]);
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "a second %s waits for nothing, and still reports",
  async (name) => {
    const files = { [`${V}/a.py`]: makesTable("a", null), [`${V}/b.py`]: waitsForTest("b", "a") };
    const project = await createLiveProject(server(), { ...files, [`${V}/c.py`]: makesTable("c", "b") });
    const gate = await project.session();
    await gate.query("SELECT pg_advisory_lock(42)");
    const metrics = join(project.cwd, "migrun.prom");
    const args = ["upgrade", "--all", "--format", "json", "--grace", "600", "--metrics-file", metrics];
    const run = await project.start(args);
    await expect.poll(async () => (await project.query(AT_WORK))[0]?.["n"], { timeout: 60_000 }).toBe(1);
    run.signal(name);
    await run.heard("stopping");
    run.signal(name);
    const done = parsed(await run.ended);
    expect([done.exitCode, done.document.exitCode]).toEqual(name === "SIGINT" ? [130, 130] : [143, 143]);
    expect(states(done)).toBe("a unknown, b unknown, c not-started");
    expect(done.document.summary).toMatchObject({ targets: 1, failed: 1 });
    expect(done.target.problem?.hint).toContain("may still run in the server");
    await access(metrics);
    expect(await readFile(metrics, "utf8")).toContain("migrun_last_apply_success");
    await gate.end();
    expect((await project.upgrade("--lock-timeout", "30")).exitCode).toBe(0);
  },
);
