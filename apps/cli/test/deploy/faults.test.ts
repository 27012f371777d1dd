import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { RunningMigrun } from "../rig/migrun.ts";
import { temporaryFolder } from "../rig/migrun.ts";
import { type Fault, pageOf, renderFaults } from "./fault-table.ts";
import {
  AT_WORK,
  createLiveProject,
  envPy,
  type LiveProject,
  makesTable,
  parsed,
  revisionPy,
  SESSIONS,
  startLive,
  useLive,
  states,
  waitsForTest,
} from "./live-project.ts";
import { startPgbouncer } from "./pgbouncer.ts";
import { migratingPid } from "./processes.ts";

/** Every kind of fault; otherwise those that need no patience. */
const FULL = process.env["MIGRUN_TEST_FULL"] === "1";
const V = "migrations/versions";
const faults: Fault[] = [];
const saw = (fault: string, happened: string): void => void faults.push({ fault, happened });
/** Faults that this machine cannot make; their rows are another machine's to see. */
const missed: string[] = [];

const server = useLive();

/** `a` makes a table, `b` waits for the test in the middle of its transaction. */
const SLOW = { [`${V}/a.py`]: makesTable("a", null), [`${V}/b.py`]: waitsForTest("b", "a") };

/** A run that stands in the middle of revision `b`, and the session that lets it go on. */
async function atWork(project: LiveProject, ...args: readonly string[]) {
  const gate = await project.session();
  await gate.query("SELECT pg_advisory_lock(42)");
  const run = await project.start(["upgrade", "--all", "--format", "json", "--retry-for", "0.001", ...args]);
  await expect.poll(async () => (await project.query(AT_WORK))[0]?.["n"], { timeout: 60_000 }).toBe(1);
  return { run, gate, ended: async () => parsed(await run.ended) };
}

const lockPid = async (project: LiveProject): Promise<number> => {
  const sessions = await project.query(SESSIONS);
  return Number(sessions.find((one) => String(one["name"]).endsWith("/lock"))?.["pid"]);
};

const linux = process.platform === "linux";

describe.runIf(linux)("processes", () => {
  const COUNT = FULL ? 30 : 4;
  test(`${COUNT} at once with a slow revision: one applies, all exit 0`, { timeout: 600_000 }, async () => {
    const project = await createLiveProject(server(), {
      [`${V}/a.py`]: revisionPy("a", null, "op.execute(\"CREATE SEQUENCE times; SELECT nextval('times')\")"),
      [`${V}/b.py`]: waitsForTest("b", "a"),
    });
    const gate = await project.session();
    await gate.query("SELECT pg_advisory_lock(42)");
    const args = ["upgrade", "--all", "--format", "json", "--lock-timeout", "500"];
    const runs: RunningMigrun[] = [];
    for (let n = 0; n < COUNT; n++) runs.push(await project.start(args));
    await expect
      .poll(
        async () =>
          (await project.query(SESSIONS)).filter((one) => String(one["name"]).endsWith("/lock")).length,
        { timeout: 300_000, interval: 500 },
      )
      .toBe(COUNT);
    await gate.end();
    const ended = (await Promise.all(runs.map((run) => run.ended))).map(parsed);
    expect(ended.map((one) => one.exitCode)).toEqual(ended.map(() => 0));
    expect(ended.filter((one) => one.target.status === "upgraded")).toHaveLength(1);
    expect(ended.filter((one) => one.target.status === "at_head")).toHaveLength(COUNT - 1);
    expect(await project.query("SELECT last_value::int AS n FROM times")).toEqual([{ n: 1 }]);
    saw(
      "30 processes run `migrun upgrade` at once, with a slow revision",
      "exactly one applies, 29 find nothing to do, all exit 0; no revision ran twice",
    );
  });

  const KILLS = [
    [
      "the whole holder (Node and Python)",
      async (run: RunningMigrun) => {
        const python = await migratingPid(run.mark);
        run.signal("SIGKILL");
        process.kill(python, "SIGKILL");
      },
    ],
    ["Node only", async (run: RunningMigrun) => run.signal("SIGKILL")],
  ] as const;
  test.runIf(FULL).each(KILLS)(
    "kill -9 of %s: the next run waits for its backend, then does all of it",
    async (who, kill) => {
      const project = await createLiveProject(server(), SLOW);
      const { run, gate } = await atWork(project);
      await kill(run);
      await run.ended;
      // The gate stays shut: only the server can end the orphaned statement, when it sees that its client is gone.
      const next = project.upgrade();
      await expect.poll(async () => await project.query(AT_WORK), { timeout: 60_000 }).toEqual([{ n: 0 }]);
      await gate.end();
      const done = await next;
      expect([done.exitCode, states(done)]).toEqual([0, "a committed, b committed"]);
      saw(
        `\`kill -9\` of ${who}`,
        "the server ends the orphaned statement within seconds and rolls back; the next run waits for that, applies everything, exit 0",
      );
    },
  );

  test("kill -9 of Python only: Node looks what is there and says so", async () => {
    const project = await createLiveProject(server(), SLOW);
    const { run, gate, ended } = await atWork(project);
    process.kill(await migratingPid(run.mark), "SIGKILL");
    const done = await ended();
    expect([done.exitCode, states(done)]).toEqual([4, "a rolled-back, b rolled-back"]);
    expect(done.target.problem?.message).toContain("SIGKILL");
    expect(done.target.proof?.rows).toEqual([]);
    await gate.end();
    expect((await project.upgrade()).exitCode).toBe(0);
    saw(
      "`kill -9` of Python only",
      "Node waits until the backend is gone, looks with a new connection: all revisions rolled back, exit 4; the next run exits 0",
    );
  });

  test("SIGSTOP of the holder: others exit 6 naming it; after SIGCONT all is well", async () => {
    const project = await createLiveProject(server(), SLOW);
    const { run, gate, ended } = await atWork(project);
    const python = await migratingPid(run.mark);
    process.kill(python, "SIGSTOP");
    try {
      const other = await project.upgrade("--lock-timeout", "0.5");
      expect(other.exitCode).toBe(6);
      const [holder] = other.target.problem?.holders ?? [];
      expect(holder).toMatchObject({ pid: await lockPid(project), client: "127.0.0.1" });
      expect(holder?.application).toMatch(/^migrun\/alembic\/[0-9a-f]{8}\/lock$/u);
      expect(holder?.seconds).toBeGreaterThan(0);
      const status = await (await project.start(["lock", "status"])).ended;
      expect(status.stdout).toContain(`held by pid ${holder?.pid}`);
    } finally {
      process.kill(python, "SIGCONT");
    }
    await gate.end();
    const done = await ended();
    expect([done.exitCode, states(done)]).toEqual([0, "a committed, b committed"]);
    saw(
      "`SIGSTOP` of the holder",
      "others exit 6 and name its pid, application name and age; after `SIGCONT` it finishes, exit 0",
    );
  });

  test.runIf(FULL)("SIGTERM: what does not finish within --grace is cancelled, and rolled back", async () => {
    const project = await createLiveProject(server(), SLOW);
    const { run, gate, ended } = await atWork(project, "--grace", "0.5");
    run.signal("SIGTERM");
    const done = await ended();
    await gate.end();
    expect([done.exitCode, states(done)]).toEqual([143, "a rolled-back, b rolled-back"]);
    saw(
      "`SIGTERM`, and the revision does not end within `--grace`",
      "its statement is cancelled from the lock connection, everything is rolled back, exit 143",
    );
  });

  test.runIf(FULL)(
    "SIGTERM, and a revision that ignores its cancelling: killed, and looked after",
    async () => {
      const deaf = `op.execute("CREATE TABLE t_b (id int)")
while True:
    try:
        op.execute("SELECT pg_advisory_xact_lock(42)")
    except BaseException:
        pass`;
      const project = await createLiveProject(server(), {
        [`${V}/a.py`]: makesTable("a", null),
        [`${V}/b.py`]: revisionPy("b", "a", deaf),
        "migrations/env.py": envPy({ options: ", transaction_per_migration=True" }),
      });
      const gate = await project.session();
      await gate.query("SELECT pg_advisory_lock(42)");
      const run = await project.start(["upgrade", "--all", "--format", "json", "--grace", "0.5"]);
      await expect.poll(async () => (await project.query(AT_WORK))[0]?.["n"], { timeout: 60_000 }).toBe(1);
      run.signal("SIGTERM");
      const done = parsed(await run.ended);
      await gate.end();
      expect([done.exitCode, states(done)]).toEqual([5, "a committed, b rolled-back"]);
      expect(done.target.problem).toMatchObject({ kind: "process-ended" });
      expect(done.target.problem?.message).toContain("SIGKILL");
      expect(done.target.database).toContain(project.database);
      expect(await project.query("SELECT to_regclass('t_b') IS NULL AS gone")).toEqual([{ gone: true }]);
      saw(
        "`SIGTERM`, and the revision ignores that its statement is cancelled",
        "ten seconds after `--grace` Python is killed, and Node looks with a new connection: what is committed stays, the revision is rolled back, exit 5 (4 where nothing was committed)",
      );
    },
  );

  test("SIGTERM: a revision that finishes within --grace is kept, the next is not begun", async () => {
    const project = await createLiveProject(server(), {
      ...SLOW,
      "migrations/env.py": envPy({ options: ", transaction_per_migration=True" }),
      [`${V}/c.py`]: makesTable("c", "b"),
    });
    const { run, gate, ended } = await atWork(project, "--grace", "60");
    run.signal("SIGTERM");
    await run.heard("stopping");
    await gate.end();
    const done = await ended();
    expect([done.exitCode, states(done)]).toEqual([143, "a committed, b committed, c not-started"]);
    saw(
      "`SIGTERM`, a transaction per revision, and the revision ends within `--grace`",
      "it is committed, the next one is not begun, exit 143",
    );
  });
});

describe("connections and locks", () => {
  test("a lost lock connection cancels what runs", async () => {
    const project = await createLiveProject(server(), SLOW);
    const { gate, ended } = await atWork(project);
    await project.query(`SELECT pg_terminate_backend(${await lockPid(project)})`);
    const done = await ended();
    await gate.end();
    expect([done.exitCode, states(done)]).toEqual([4, "a rolled-back, b rolled-back"]);
    expect(done.target.problem?.kind).toBe("lock-lost");
    saw(
      "the lock connection is lost",
      "the running statement is cancelled and nothing more is begun; rolled back: exit 4 (5 where revisions before it are committed)",
    );
  });

  test("a stranger on the key of the history is shown, and can be ended; another pid is no holder", async () => {
    const project = await createLiveProject(server(), { [`${V}/a.py`]: makesTable("a", null) });
    const parts = "migrun:v1\0history\0public\0alembic_version";
    const key = createHash("sha256").update(parts).digest().readBigInt64BE();
    const stranger = await project.session();
    await stranger.query(`SELECT pg_advisory_lock('${key}'::bigint)`);
    const pid = (await stranger.query("SELECT pg_backend_pid() AS pid"))[0]?.["pid"];
    const status = await (await project.start(["lock", "status"])).ended;
    expect(status.stdout).toContain(`held by pid ${pid}`);
    const other = await (await project.start(["lock", "release", "alembic", "--pid", "1", "--yes"])).ended;
    expect([other.exitCode, other.stderr]).toEqual([1, expect.stringContaining("pid 1 is no holder")]);
    const released = await (
      await project.start(["lock", "release", "alembic", "--pid", `${pid}`, "--yes"])
    ).ended;
    expect([released.exitCode, released.stdout]).toEqual([0, expect.stringContaining(", ended")]);
    await stranger.end();
  });

  test.runIf(FULL)("a stranger holds the lock", async () => {
    const project = await createLiveProject(server(), { [`${V}/a.py`]: makesTable("a", null) });
    const key = createHash("sha256").update("migrun:v1\0database").digest().readBigInt64BE();
    const stranger = await project.session();
    await stranger.query("SET application_name = 'somebody'");
    await stranger.query(`SELECT pg_advisory_lock('${key}'::bigint)`);
    const busy = await project.upgrade("--lock-timeout", "0.5");
    expect(busy.exitCode).toBe(6);
    expect(busy.target).toMatchObject({
      status: "busy",
      problem: { holders: [{ application: "somebody" }] },
    });
    const pid = String(busy.target.problem?.holders[0]?.pid);
    expect((await (await project.start(["lock", "release", "alembic", "--pid", pid])).ended).exitCode).toBe(
      2,
    );
    const released = await (await project.start(["lock", "release", "alembic", "--pid", pid, "--yes"])).ended;
    expect([released.exitCode, released.stdout]).toEqual([0, expect.stringContaining(", ended")]);
    await stranger.end();
    expect((await project.upgrade()).exitCode).toBe(0);
    saw(
      "a stranger holds the lock",
      "exit 6 after `--lock-timeout`, naming it; `migrun lock release --pid PID --yes` ends that session; the next run exits 0",
    );
  });

  test.runIf(FULL)(
    "a table that somebody uses: lock_timeout, tried again until it is free; without end exit 6 naming who",
    async () => {
      const project = await createLiveProject(server(), {
        [`${V}/a.py`]: makesTable("a", null),
        [`${V}/b.py`]: revisionPy("b", "a", 'op.execute("ALTER TABLE t_a ADD COLUMN note text")'),
      });
      await project.upgrade("--to", "a");
      const reader = await project.session();
      await reader.query("SET application_name = 'report'");
      await reader.query("BEGIN");
      await reader.query("SELECT * FROM t_a");
      const busy = await project.upgrade();
      expect([busy.exitCode, states(busy), busy.target.problem?.sqlState]).toEqual([
        6,
        "b rolled-back",
        "55P03",
      ]);
      expect(busy.target.problem?.message).toContain("report");
      const run = await project.start(["upgrade", "--all", "--format", "json", "--retry-for", "300"]);
      await run.heard("Next try in");
      await reader.end();
      const done = parsed(await run.ended);
      expect([done.exitCode, states(done)]).toEqual([0, "b committed"]);
      expect(done.target.tries).toBeGreaterThan(1);
      saw(
        "somebody reads the table that a revision alters",
        "the statement gives up after 3 s, so that readers do not queue; tried again with jitter until the table is free, exit 0; when `--retry-for` is over exit 6, naming who is in the way",
      );
    },
  );

  test.runIf(FULL)("the server restarts in the middle", { timeout: 300_000 }, async () => {
    await using own = await startLive();
    const project = await createLiveProject(own, SLOW);
    const { gate, ended } = await atWork(project);
    await own.restart();
    const done = await ended();
    await gate.end();
    expect([done.exitCode, states(done)]).toEqual([4, "a rolled-back, b rolled-back"]);
    expect(done.target.proof?.rows).toEqual([]);
    expect((await project.upgrade()).exitCode).toBe(0);
    saw(
      "the server restarts in the middle",
      "migrun waits until it answers and looks: everything rolled back, exit 4; the next run exits 0",
    );
  });

  test.runIf(FULL)("no server answers", async () => {
    const own = await startLive();
    const project = await createLiveProject(own, SLOW);
    await own[Symbol.asyncDispose]();
    const run = await project.upgrade();
    expect([run.exitCode, run.target.status, states(run)]).toEqual([3, "failed", ""]);
    saw("no server answers", "tried again for `--retry-for`, then exit 3; nothing was begun");
  });

  test.runIf(FULL)("PgBouncer in transaction mode", async ({ skip, annotate }) => {
    const pooler = await startPgbouncer(server().endpoint);
    if (pooler === null) {
      await annotate("PgBouncer is not installed, and cannot be here");
      missed.push("PgBouncer in transaction mode");
      return skip();
    }
    await using _ = pooler;
    const project = await createLiveProject(server(), { [`${V}/a.py`]: makesTable("a", null) });
    const through = project.url.replace(`:${server().endpoint.port}/`, `:${pooler.port}/`);
    const write = (target: object): Promise<void> =>
      project.write({ "migrun.config.json": JSON.stringify({ targets: { alembic: target } }) });
    await write({ url: through });
    const refused = await project.upgrade();
    expect([refused.exitCode, refused.target.problem?.kind]).toEqual([2, "pooler"]);
    expect(refused.target.problem?.hint).toContain("migrateUrl");
    expect(await project.rows()).toEqual([]);
    await write({ url: through, migrateUrl: project.url });
    expect((await project.upgrade()).target.status).toBe("upgraded");
    saw(
      "PgBouncer in transaction mode is in front",
      "refused with exit 2 and the way out, nothing sent to the database but questions; with `migrateUrl` exit 0",
    );
  });
});

describe("revisions", () => {
  test("half-way in an autocommit block", async () => {
    const project = await createLiveProject(server(), {
      [`${V}/a.py`]: makesTable("a", null),
      [`${V}/b.py`]: revisionPy(
        "b",
        "a",
        'op.execute("CREATE TABLE first (id int)")\nwith op.get_context().autocommit_block():\n    op.execute("CREATE TABLE second (id int)")\n    op.execute("SELECT 1/0")',
      ),
      [`${V}/c.py`]: makesTable("c", "b"),
    });
    const done = await project.upgrade("--retry-for", "60");
    expect([done.exitCode, states(done)]).toEqual([5, "a committed, b unknown, c not-started"]);
    expect(done.target.tries).toBe(1);
    expect(await project.rows()).toEqual(["a"]);
    saw(
      "a revision fails half-way in an autocommit block",
      "exit 5: what was before it is committed, the revision is `unknown` (a part of it is there), the rest not started; never tried again by itself",
    );
  });

  test.runIf(FULL)("a concurrent index build that is cancelled leaves an invalid index", async () => {
    const project = await createLiveProject(server(), {
      [`${V}/a.py`]: makesTable("a", null),
      [`${V}/b.py`]: revisionPy(
        "b",
        "a",
        'with op.get_context().autocommit_block():\n    op.execute("CREATE INDEX CONCURRENTLY IF NOT EXISTS slow_i ON t_a (id)")',
      ),
    });
    await project.upgrade("--to", "a");
    const old = await project.session();
    await old.query("BEGIN");
    await old.query("INSERT INTO t_a VALUES (1)");
    const run = await project.start(["upgrade", "--all", "--format", "json", "--retry-for", "0.001"]);
    const building =
      "SELECT pid FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONC%' AND wait_event_type = 'Lock' AND datname = current_database()";
    await expect.poll(async () => (await project.query(building)).length, { timeout: 60_000 }).toBe(1);
    await project.query(`SELECT pg_cancel_backend(pid) FROM (${building}) b`);
    const done = parsed(await run.ended);
    await old.end();
    expect([done.exitCode, states(done)]).toEqual([5, "b unknown"]);
    const left = { name: "public.slow_i", table: "public.t_a", revision: null };
    expect(done.target.proof?.invalidIndexes).toEqual([left]);
    expect(done.target.notes.join("\n")).toContain("DROP INDEX CONCURRENTLY IF EXISTS public.slow_i");
    // The second takes it for there, the third finds nothing to do: neither is a success.
    for (const revision of ["b committed", ""]) {
      const again = await project.upgrade();
      expect([again.exitCode, states(again), again.target.problem?.kind]).toEqual([
        5,
        revision,
        "invalid-index",
      ]);
      expect(again.target.problem?.hint).toContain("REINDEX INDEX CONCURRENTLY public.slow_i");
    }
    await project.query("REINDEX INDEX CONCURRENTLY public.slow_i");
    expect((await project.upgrade()).exitCode).toBe(0);
    saw(
      "a concurrent index build is cancelled",
      "exit 5, and the invalid index it leaves is named; every later run is exit 5 too, also where `IF NOT EXISTS` takes it for there, until it is rebuilt as the message says",
    );
  });

  test("env.py whose work is silently rolled back", async () => {
    const project = await createLiveProject(server(), {
      [`${V}/a.py`]: makesTable("a", null),
      "migrations/env.py": envPy({ before: 'connection.execute(text("SELECT 1"))' }),
    });
    const done = await project.upgrade();
    expect([done.exitCode, states(done)]).toEqual([4, "a rolled-back"]);
    expect(done.target.problem?.kind).toBe("not-committed");
    saw(
      "env.py reports success, and its work is rolled back",
      "a new connection sees it: exit 4, with the cause and the cure",
    );
  });

  test.runIf(FULL)("the disk is full", async ({ skip, annotate }) => {
    const small = await smallDisk();
    if (small === null) {
      await annotate("no small disk can be mounted here");
      missed.push("the disk is full");
      return skip();
    }
    try {
      const project = await createLiveProject(server(), {
        [`${V}/a.py`]: makesTable("a", null),
        [`${V}/b.py`]: revisionPy(
          "b",
          "a",
          'op.execute("CREATE TABLE big (x text) TABLESPACE small")\nop.execute("INSERT INTO big SELECT repeat(\'x\', 1000) FROM generate_series(1, 20000)")',
        ),
      });
      await server().query("postgres", `CREATE TABLESPACE small LOCATION '${small}'`);
      const done = await project.upgrade();
      expect([done.exitCode, states(done), done.target.problem?.sqlState]).toEqual([
        4,
        "a rolled-back, b rolled-back",
        "53100",
      ]);
      saw(
        "the disk is full (a tablespace of 2 MB)",
        "exit 4 with the server's words, everything rolled back",
      );
    } finally {
      await server().query("postgres", "DROP TABLESPACE IF EXISTS small");
      await promisify(execFile)("umount", ["-l", small]);
    }
  });
});

/** A file system of 2 MB that the server's user owns; null where nobody may mount one. */
async function smallDisk(): Promise<string | null> {
  if (!linux || process.getuid?.() !== 0) return null;
  const folder = `${await temporaryFolder()}/small`;
  await mkdir(folder);
  const run = promisify(execFile);
  const owner = (
    await server().query("postgres", "SELECT setting FROM pg_settings WHERE name = 'data_directory'")
  )[0]?.["setting"];
  try {
    await run("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]);
    await run("chown", ["--reference", String(owner), folder]);
    return folder;
  } catch {
    return null;
  }
}

test.runIf(FULL)("docs/reliability.md says what these tests saw", async () => {
  expect(await pageOf(faults, missed)).toBe(renderFaults(faults));
});
