import { readdirSync, readlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TEST_MAJOR } from "../server/test-pool.ts";
import { checksIn, copyFixture, dataOf, runFixture, told } from "./run-fixture.ts";

/** What follows an upgrade that env.py itself stopped. */
const NOT_RUN = {
  sql: "skipped: env.py does not run; see `upgrade`",
  drift: "skipped: the upgrade did not reach the heads",
  roundtrip: "skipped: the upgrade did not reach the heads",
};

it("proves a history that is all right, check by check", async () => {
  const ran = await runFixture("linear");
  const target = ran.target();
  expect(ran.report).toMatchObject({ ok: true, exitCode: 0, command: "all" });
  expect(target).toMatchObject({
    name: "alembic",
    config: "alembic.ini",
    section: "alembic",
    scriptLocation: "migrations",
    status: "passed",
    revisions: 3,
    newRevisions: 3,
    heads: ["a30000000000"],
    bases: ["a10000000000"],
    isolation: { layers: ["environment", "sqlalchemy", "drivers"], redirected: [] },
    findings: [],
  });
  expect(target.checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
    "heads passed",
    "files passed",
    "upgrade passed",
    "sql passed",
    "drift passed",
    "roundtrip passed",
  ]);
  expect(dataOf(target, "files")).toEqual({ judged: 3, released: 0 });
  expect(dataOf(target, "upgrade")).toEqual({ revisions: 3, statements: 4 });
  expect(dataOf(target, "sql")).toMatchObject({ source: "offline" });
  expect(dataOf(target, "drift")).toEqual({ differences: 0, tables: 2 });
  expect(dataOf(target, "roundtrip")).toEqual({ verifiedDownTo: "base", revisions: 3 });
  expect(ran.report.versions.postgres).toMatch(new RegExp(`^${TEST_MAJOR}\\.`, "u"));
});

it("tells each revision as it runs, within its check", async () => {
  const { events } = await runFixture("linear");
  const steps = events.flatMap((event) => (event.kind === "revision" ? [event] : []));
  const up = ["a10000000000 1/3", "a20000000000 2/3", "a30000000000 3/3"];
  const down = ["a30000000000 1/3", "a20000000000 2/3", "a10000000000 3/3"];
  const within = (check: string): readonly string[] =>
    steps.filter((one) => one.check === check).map((one) => `${one.revision} ${one.done}/${one.total}`);
  expect({ upgrade: within("upgrade"), sql: within("sql"), roundtrip: within("roundtrip") }).toEqual({
    upgrade: up,
    sql: up,
    roundtrip: [...down, ...up],
  });
});

it("names revision, line, statement and the server's words where an upgrade fails", async () => {
  await using project = await copyFixture("linear");
  await project.edit("migrations/versions/a30000000000_create_sales.py", '"items.id"', '"itens.id"');
  const ran = await project.run();
  expect(ran.report.exitCode).toBe(1);
  expect(checksIn(ran.target())).toEqual({
    heads: "passed",
    files: "passed",
    upgrade: "failed",
    sql: "passed",
    drift: "skipped: the upgrade did not reach the heads",
    roundtrip: "skipped: the upgrade did not reach the heads",
  });
  expect(told(ran.target().findings)).toMatchInlineSnapshot(`
    "MX905 upgrade-failed error (upgrade) migrations/versions/a30000000000_create_sales.py:22
    revision a30000000000
    The upgrade of revision a30000000000 failed: relation "itens" does not exist
    > Mend \`upgrade()\` of this revision: an empty database must come up to the heads. Where the first tables were made by something else than a revision, name a file with their SQL in \`targets.alembic.bootstrap\`.
    > The statement was:
    >     CREATE TABLE sales (
    >     	id SERIAL NOT NULL,
    >     	item_id INTEGER NOT NULL,
    >     	CONSTRAINT sales_pkey PRIMARY KEY (id),
    >     	CONSTRAINT sales_item_id_fkey FOREIGN KEY(item_id) REFERENCES itens (id)
    >     )"
  `);
});

it("says which sections fileConfig does not find", async () => {
  await using project = await copyFixture("linear");
  await project.edit(
    "migrations/env.py",
    "config = context.config",
    "from logging.config import fileConfig\n\nconfig = context.config\nfileConfig(config.config_file_name)",
  );
  const [finding] = (await project.run({ command: "drift" })).target().findings;
  expect(finding?.hint).toContain(
    "`fileConfig` in env.py reads the logging sections of alembic.ini, and they are not there: add [loggers], [handlers] and [formatters]",
  );
});

describe("success that was not committed (MX904)", () => {
  it("is found out by a fresh connection after an explicit rollback", async () => {
    const ran = await runFixture("rolled-back-explicit");
    expect(ran.report.exitCode).toBe(1);
    expect(checksIn(ran.target())).toMatchObject({ upgrade: "failed", sql: "passed", drift: NOT_RUN.drift });
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MX904 not-committed error (upgrade) migrations/env.py:33
      env.py ran 1 revision and reported success, but a fresh connection finds no version row instead of a10000000000: the work was not committed.
      > Look in env.py for a statement on the connection before \`context.configure\`: SQLAlchemy 2 then begins a transaction, and Alembic leaves its end to env.py. Commit it before, or run it inside of \`with context.begin_transaction():\`. A \`rollback()\`, or a transaction that nobody commits, does the same."
    `);
  });

  it("is found out after a statement that came before Alembic's", async () => {
    const ran = await runFixture("rolled-back");
    const findings = ran.target().findings.map(({ code, file, line }) => `${code} ${file}:${line}`);
    // Until SQLAlchemy 2.0 a statement by itself commits, and all is well.
    const begins = !ran.report.versions.sqlalchemy?.startsWith("1.");
    expect(findings).toEqual(begins ? ["MX904 migrations/env.py:32"] : []);
    expect(ran.report.exitCode).toBe(begins ? 1 : 0);
  });
});

describe("an env.py that does not come to its end", () => {
  it("is stopped over its time (MX909), and nothing of it stays", async () => {
    await using project = await copyFixture("hangs");
    await project.edit(
      "migrations/env.py",
      "import threading",
      'import threading\n\nprint("waiting", flush=True)',
    );
    let waiting: readonly string[] = [];
    const ran = await project.run({
      flags: { timeout: 1 },
      onEvent: (event) => {
        if (event.kind === "output") waiting = processesIn(project.folder);
      },
    });
    expect(ran.report.exitCode).toBe(1);
    expect(checksIn(ran.target())).toEqual({
      heads: "passed",
      files: "passed",
      upgrade: "failed",
      ...NOT_RUN,
    });
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MX909 timed-out error (upgrade) migrations/env.py:1
      env.py did not end within 1 s and was stopped.
      > Look for a wait on another connection or a prompt; raise the limit with \`timeouts: { step: SECONDS }\` if the work is really that long."
    `);
    expect(waiting).toHaveLength(1);
    expect(processesIn(project.folder)).toEqual([]);
  });

  it("is told by how it ended (MX915), and stops no other target", async () => {
    const ran = await runFixture("exits");
    expect(ran.report).toMatchObject({ exitCode: 1, summary: { targets: 3, failed: 3 } });
    for (const target of ran.report.targets) {
      expect(checksIn(target)).toEqual({ heads: "passed", files: "passed", upgrade: "failed", ...NOT_RUN });
    }
    expect(ran.report.targets.map((target) => told(target.findings)).join("\n\n")).toMatchInlineSnapshot(`
      "MX915 process-ended error (upgrade) os_exit_revision/versions/b20000000000_end_the_process.py:20
      revision b20000000000
      The upgrade of revision b20000000000 did not come to its end: the Python process ended with exit code 7.
      > Raise an exception instead of ending the process; then the reason can be shown and the transaction is rolled back.

      MX915 process-ended error (upgrade) sys_exit/env.py:5
      env.py ended Python with sys.exit(3) before the work was done.
      > Raise an exception instead of ending the process; then the reason can be shown and the transaction is rolled back.
      > Python's way there:
      >     sys_exit/env.py:5 in <module>: sys.exit(3)

      MX915 process-ended error (upgrade) sys_exit_revision/versions/c20000000000_end_the_process.py:21
      revision c20000000000
      The upgrade of revision c20000000000 ended Python with sys.exit('not today') before the work was done.
      > Raise an exception instead of ending the process; then the reason can be shown and the transaction is rolled back.
      > Python's way there:
      >     sys_exit_revision/env.py:37 in <module>: run_migrations_online()
      >     sys_exit_revision/env.py:31 in run_migrations_online: context.run_migrations()
      >     sys_exit_revision/versions/c20000000000_end_the_process.py:21 in upgrade: sys.exit("not today")"
    `);
  });
});

/** Ids of the processes that work in a folder. */
function processesIn(folder: string): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/u.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}
