import { expect, test } from "vitest";
import { createLiveProject, makesTable, parsed, revisionPy, useLive, states } from "./live-project.ts";

const server = useLive();

const V = "migrations/versions";

test("only a session that migrates, and is in a transaction, is waited for; it is told, shown and can be ended", async () => {
  const project = await createLiveProject(server(), { [`${V}/a.py`]: makesTable("a", null) });
  const names = ["migrun/look", "migrun/alembic/0a1b2c3d", "migrun/alembic/0a1b2c3d/look", "migrun/a/b/c"];
  const idle = await Promise.all(names.map(() => project.session()));
  for (const [at, name] of names.entries()) await idle[at]!.query(`SET application_name = '${name}'`);
  // A look of `status` or `wait`, and no migration, however long its transaction.
  for (const at of [0, 2, 3]) await idle[at]!.query("BEGIN");
  for (const at of [0, 2, 3]) await idle[at]!.query("SELECT 1");
  const free = await project.upgrade("--lock-timeout", "1");
  expect([free.exitCode, states(free)]).toEqual([0, "a committed"]);

  const orphan = await project.session();
  await orphan.query("SET application_name = 'migrun/other/0badcafe'");
  await orphan.query("BEGIN");
  const pid = Number((await orphan.query("SELECT pg_backend_pid() AS pid"))[0]?.["pid"]);
  const busy = await project.upgrade("--lock-timeout", "0.1");
  expect([busy.exitCode, busy.target.problem?.holders.map((one) => one.pid)]).toEqual([6, [pid]]);
  expect(busy.stderr).toMatch(
    new RegExp(`waiting until what an earlier run left at work .*pid ${pid} `, "u"),
  );
  const status = await (await project.start(["lock", "status"])).ended;
  expect(status.stdout).toMatch(
    new RegExp(`nobody holds the lock\n.*left at work by an earlier run.*pid ${pid} `, "u"),
  );
  const release = ["lock", "release", "alembic", "--yes", "--pid"];
  const other = await (await project.start([...release, "1"])).ended;
  expect([other.exitCode, other.stderr]).toEqual([1, expect.stringContaining("pid 1 is no holder")]);
  const released = await (await project.start([...release, `${pid}`])).ended;
  expect([released.exitCode, released.stdout]).toEqual([0, expect.stringContaining(", ended")]);
  expect((await project.upgrade("--lock-timeout", "1")).target.status).toBe("at_head");
  await Promise.all(idle.map((session) => session.end()));
  await orphan.end().catch(() => {});
});

test("a zero of the URL, the role or the database turns a time-out off; the server's own zero does not", async () => {
  const note = (id: string, down: string | null): string =>
    revisionPy(
      id,
      down,
      `op.execute("CREATE TABLE IF NOT EXISTS seen (n serial, l text, i text)")
op.execute("INSERT INTO seen (l, i) SELECT current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')")`,
    );
  const project = await createLiveProject(server(), { [`${V}/a.py`]: note("a", null) });
  const run = async (url: string) => {
    const env = { MIGRUN_TEST_URL: url };
    return parsed(await (await project.start(["upgrade", "--all", "--format", "json"], env)).ended).exitCode;
  };
  await project.write({ "migrun.config.yaml": "targets: { alembic: { url: '${MIGRUN_TEST_URL}' } }\n" });
  expect(await run(project.url)).toBe(0);
  await project.write({ [`${V}/b.py`]: note("b", "a") });
  expect(await run(`${project.url}?options=-c%20idle_in_transaction_session_timeout%3D0`)).toBe(0);
  await project.query(`ALTER DATABASE ${project.database} SET lock_timeout = 0`);
  await project.write({ [`${V}/c.py`]: note("c", "b") });
  expect(await run(project.url)).toBe(0);
  expect(await project.query("SELECT l, i FROM seen ORDER BY n")).toEqual([
    { l: "3s", i: "1min" },
    { l: "3s", i: "0" },
    { l: "0", i: "1min" },
  ]);
});
