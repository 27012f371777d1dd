import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CANARY, createLiveProject, envPy, makesTable, revisionPy, useLive, states } from "./live-project.ts";

const server = useLive();

const V = "migrations/versions";
const ONE = { [`${V}/a.py`]: makesTable("a", null) };
const FORK = { ...ONE, [`${V}/b.py`]: makesTable("b", "a"), [`${V}/c.py`]: makesTable("c", "a") };
const TABLES = "SELECT 1 FROM pg_tables WHERE schemaname = 'public'";
const configured = (target: object): Record<string, string> => ({
  "migrun.config.json": JSON.stringify({ targets: { alembic: target } }),
});

describe("a dry run gives the verdicts of the real one", () => {
  test("another database than the lock's: exit 2 names both, redacted", async () => {
    const [one, other] = [await createLiveProject(server(), ONE), await createLiveProject(server(), ONE)];
    await one.write({
      ...configured({ url: other.url }),
      "migrations/env.py": envPy({
        engine: `create_engine("${one.url.replace("postgresql", "postgresql+psycopg2")}")`,
      }),
    });
    const dry = await one.upgrade("--dry-run");
    expect([dry.exitCode, dry.target.problem?.kind]).toEqual([2, "wrong-database"]);
    expect(dry.target.problem?.message).toContain(one.database);
    expect(dry.target.problem?.message).toContain(other.database);
    expect(dry.stdout + dry.stderr).not.toContain(CANARY);
    for (const project of [one, other]) expect(await project.query(TABLES)).toEqual([]);
  });

  test("an engine that connects by itself, another host; and it says who holds the lock", async () => {
    const project = await createLiveProject(server(), ONE);
    const key = createHash("sha256").update("migrun:v1\0database").digest().readBigInt64BE();
    const stranger = await project.session();
    await stranger.query("SET application_name = 'somebody'");
    await stranger.query(`SELECT pg_advisory_lock('${key}'::bigint)`);
    const held = await project.upgrade("--dry-run");
    expect([held.exitCode, held.target.status]).toEqual([0, "planned"]);
    expect(held.target.notes.join("\n")).toMatch(/held by pid \d+ \(somebody\)/u);
    const busy = await project.upgrade("--lock-timeout", "0.1");
    expect([busy.exitCode, busy.target.database]).toEqual([6, held.target.database]);
    expect(busy.target.database).toContain(project.database);
    await stranger.end();
    const elsewhere = await project.upgrade("--dry-run", "--expect-host", "db.internal");
    expect([elsewhere.exitCode, elsewhere.target.problem?.kind]).toEqual([2, "wrong-host"]);
    const { host, port, user } = server().endpoint;
    const connect = `__import__("psycopg2").connect(host="${host}", port=${port}, user="${user}", password="${CANARY}", dbname="${project.database}")`;
    await project.write({
      "migrations/env.py": envPy({
        engine: `create_engine("postgresql+psycopg2://", creator=lambda: ${connect})`,
      }),
    });
    const own = await project.upgrade("--dry-run");
    expect([own.exitCode, own.target.problem?.kind]).toEqual([2, "no-lock"]);
  });
});

test("an invalid index of this history is exit 5 until it is mended, at head and with trustUrl too; a stranger's is a note", async () => {
  const project = await createLiveProject(server(), {
    [`${V}/a.py`]: revisionPy(
      "a",
      null,
      'op.execute("CREATE TABLE t_a AS SELECT 1 AS id FROM generate_series(1, 2)")',
    ),
    [`${V}/b.py`]: revisionPy(
      "b",
      "a",
      'with op.get_context().autocommit_block():\n    op.execute("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS uq_a ON t_a (id)")',
    ),
  });
  const failed = await project.upgrade();
  expect([failed.exitCode, states(failed)]).toEqual([5, "a committed, b unknown"]);
  // IF NOT EXISTS takes it for there.
  const taken = await project.upgrade();
  expect([taken.exitCode, taken.target.status, states(taken)]).toEqual([5, "failed", "b committed"]);
  const problem = { kind: "invalid-index", revision: "b" };
  const invalid = [{ name: "public.uq_a", table: "public.t_a", revision: "b" }];
  const nothing = {
    status: "failed",
    exitCode: 5,
    revisions: [],
    problem,
    proof: { invalidIndexes: invalid },
  };
  expect((await project.upgrade()).target).toMatchObject(nothing);
  expect((await project.upgrade("--dry-run")).target).toMatchObject(nothing);
  await project.write(configured({ url: project.url, trustUrl: true }));
  const trusted = await project.upgrade();
  expect(trusted.target).toMatchObject(nothing);
  const cure = /REINDEX INDEX CONCURRENTLY [\w.]+/u.exec(trusted.target.problem?.hint ?? "")?.[0];
  await project.query("DELETE FROM t_a WHERE ctid = (SELECT min(ctid) FROM t_a)");
  await project.query(String(cure));
  expect((await project.upgrade()).target).toMatchObject({ status: "at_head", exitCode: 0 });
  await project.query("CREATE TABLE theirs AS SELECT 1 AS id FROM generate_series(1, 2)");
  await expect(project.query("CREATE UNIQUE INDEX CONCURRENTLY somebodys ON theirs (id)")).rejects.toThrow(
    "could not create unique index",
  );
  const stranger = await project.upgrade();
  expect([stranger.exitCode, stranger.target.status]).toEqual([0, "at_head"]);
  expect(stranger.target.notes.join("\n")).toContain("public.somebodys");
});

test("heads that nobody declared are refused; --to and `heads` say which are meant", async () => {
  const project = await createLiveProject(server(), FORK);
  for (const args of [[], ["--dry-run"], ["--to", "head"]]) {
    const refused = await project.upgrade(...args);
    expect([refused.exitCode, refused.target.problem?.kind]).toEqual([2, "several-heads"]);
    expect(refused.target.problem?.message).toContain("b, c");
  }
  expect(await project.query(TABLES)).toEqual([]);
  expect(states(await project.upgrade("--to", "b"))).toBe("a committed, b committed");
  expect(states(await project.upgrade("--to", "heads"))).toBe("c committed");
  await project.write(configured({ url: project.url, trustUrl: true }));
  expect((await project.upgrade()).exitCode).toBe(2);
  await project.write(configured({ url: project.url, trustUrl: true, heads: 2 }));
  const declared = await project.upgrade();
  expect(declared.target).toMatchObject({ status: "at_head", proof: { rows: ["b", "c"] } });
  await project.write(configured({ url: project.url, heads: ["left"] }));
  expect((await project.upgrade()).exitCode).toBe(2);
});

test("the last line has all counts; a variable whose place `url` takes is named", async () => {
  const project = await createLiveProject(server(), ONE);
  await project.write({
    ...configured({ url: project.url }),
    "migrations/env.py": envPy({ engine: 'create_engine(os.environ["DATABASE_URL"])' }).replace(
      "from alembic",
      "import os\nfrom alembic",
    ),
  });
  const theirs = `postgresql+psycopg2://app:${CANARY}@db.internal/theirs`;
  const run = await (await project.start(["upgrade", "--all"], { DATABASE_URL: theirs })).ended;
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toMatch(
    /`url` \(.*\) takes the place of DATABASE_URL, which names db\.internal\/theirs/u,
  );
  expect(run.stdout.trimEnd().split("\n").at(-1)).toBe("1 target: 1 upgraded");
  expect(run.stdout + run.stderr).not.toContain(CANARY);
  await project.write({ "migrations/env.py": "raise SystemExit(1)" });
  const failed = await (await project.start(["upgrade", "--all"], { DATABASE_URL: theirs })).ended;
  expect(failed.stdout.trimEnd().split("\n").slice(-2)).toEqual([
    expect.stringMatching(/^exit code 4: /u),
    "1 target: 1 failed",
  ]);
  const { document } = await project.upgrade("--dry-run");
  expect(document.summary).toMatchObject({ targets: 1, failed: 1, upgraded: 0 });
});

test.each(["env.py", "url"])("SQLite by %s is refused with what to do instead", async (where) => {
  const project = await createLiveProject(server(), ONE);
  if (where === "url") await project.write(configured({ url: "sqlite:///app.db" }));
  else
    await project.write({
      "alembic.ini": "[alembic]\nscript_location = migrations\nsqlalchemy.url = sqlite:///app.db\n",
    });
  for (const args of [[], ["--dry-run"]]) {
    const run = await project.upgrade(...args);
    expect([run.exitCode, run.target.problem?.kind]).toEqual([2, "dialect"]);
    expect(run.target.problem?.message).toContain("sqlite");
    expect(run.target.problem?.hint).toContain("alembic upgrade head");
  }
  const text = await (await project.start(["upgrade", "--all"])).ended;
  expect(text.stdout).toContain("REFUSED");
  expect(existsSync(join(project.cwd, "app.db"))).toBe(false);
});

test("what was merely found is not changed: without a configuration it is listed, with one its targets alone count", async () => {
  const one = await createLiveProject(server(), ONE);
  const two = await createLiveProject(server(), ONE);
  const ini = (url: string): string =>
    `[alembic]\nscript_location = migrations\nsqlalchemy.url = ${url.replace("postgresql", "postgresql+psycopg2")}\n`;
  await one.remove("alembic.ini");
  await one.write({
    "alembic.ini": `[users]\n${ini(one.url).split("\n").slice(1).join("\n")}`,
    "nested/alembic.ini": `[analytics]\n${ini(two.url).split("\n").slice(1).join("\n")}`,
    "nested/migrations/env.py": envPy(),
    [`nested/${V}/a.py`]: makesTable("a", null),
  });
  const run = async (...args: readonly string[]) => await (await one.start(args)).ended;
  for (const more of [[], ["--yes"], ["--dry-run"]]) {
    const refused = await run("upgrade", ...more);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(
      /analytics \(nested\/alembic\.ini\)[^]*users \(alembic\.ini\)[^]*analytics users; or --all/u,
    );
  }
  expect((await run("lock", "release", "--pid", "1", "--yes")).exitCode).toBe(2);
  const unknown = await run("lock", "release", "nosuch", "--pid", "1");
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('no target "nosuch"')]);
  const folder = await run("upgrade", "--all", "--metrics-file", ".");
  expect([folder.exitCode, folder.stderr]).toEqual([2, expect.stringContaining("it is a folder")]);
  expect((await run("upgrade", "users", "--all")).exitCode).toBe(2);
  expect([await one.rows(), await two.rows()]).toEqual([[], []]);
  await one.write({ "migrun.config.json": JSON.stringify({ targets: { users: { url: one.url } } }) });
  const named = await run("upgrade");
  expect([named.exitCode, named.stderr]).toEqual([0, expect.stringMatching(/left out[^]*analytics/u)]);
  expect([await one.rows(), await two.rows()]).toEqual([["a"], []]);
  expect((await run("upgrade", "--all")).exitCode).toBe(0);
  expect(await two.rows()).toEqual(["a"]);
});
