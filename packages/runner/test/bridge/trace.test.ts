import { describe, expect, test } from "vitest";
import type { RecordedStatement } from "../../src/bridge/protocol.ts";
import { testPythonHas, testSqlalchemyIsOld } from "../python.ts";
import { createProject, ENV_PY, envWith, listen, openTarget, patient, revision, toHeads } from "./project.ts";
import { useBridge } from "./use-bridge.ts";

const shared = useBridge();

const RELEASED = revision(
  "a1",
  null,
  `
op.execute("CREATE TABLE t (id integer, note text)")
op.execute("INSERT INTO t SELECT generate_series(1, 100)")
op.execute("CREATE INDEX old ON t (note)")
`,
);

/** What the traced revision `b2` did, statement by statement; the tables of `a1` were there before. */
async function traced(body: string, env = ENV_PY): Promise<readonly RecordedStatement[]> {
  await using project = await createProject({
    "migrations/env.py": env,
    "migrations/versions/a1.py": RELEASED,
    "migrations/versions/b2.py": revision("b2", "a1", body),
  });
  await using target = openTarget(shared.bridge, project, listen(shared.server));
  const up = await target.request("upgrade", { ...toHeads, trace: ["b2"] }, patient());
  if (!up.ok) throw new Error(up.error.message);
  expect(up.value.statements.filter((one) => one.revision !== "b2" && one.trace !== null)).toEqual([]);
  return up.value.statements.filter(({ revision: id, bookkeeping }) => id === "b2" && !bookkeeping);
}

/** The facts of a statement that are not empty, or null. */
function factsOf({ trace }: RecordedStatement): unknown {
  if (trace === null) return null;
  const { known: _, ...rest } = trace;
  const isSaid = (value: unknown): boolean =>
    typeof value === "object" && Object.keys(value ?? {}).length > 0;
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => isSaid(value)));
}

const drivers = ["psycopg2", "psycopg", "asyncpg", "pg8000"].filter(
  (name) => testPythonHas(name) && !(name === "psycopg" && testSqlalchemyIsOld),
);

test.each(drivers)("what the server does for each statement, read through %s", async (driver) => {
  const statements = await traced(
    `
op.add_column("t", sa.Column("more", sa.Text))
op.execute("UPDATE t SET note = 'a'")
op.alter_column("t", "id", type_=sa.BigInteger)
op.create_index("ix", "t", ["id"])
op.create_primary_key("pk", "t", ["id"])
op.create_table("u", sa.Column("id", sa.BigInteger, sa.ForeignKey("t.id")))
op.add_column("u", sa.Column("more", sa.Text))
op.create_check_constraint("ck", "t", "id > 0", postgresql_not_valid=True)
op.execute("REINDEX INDEX old")
`,
    envWith(driver),
  );
  expect(statements.map(factsOf)).toEqual([
    { locks: { "public.t": "AccessExclusive" } },
    { scans: ["public.t"] },
    { rewrites: ["public.t"], scans: ["public.t"] },
    { indexes: [{ name: "ix", table: "public.t", unique: false, valid: true }], scans: ["public.t"] },
    {
      scans: ["public.t"],
      indexes: [{ name: "pk", table: "public.t", unique: true, valid: true }],
      constraints: [{ name: "pk", table: "public.t", kind: "primary-key", validated: true }],
      notNull: ["public.t.id"],
    },
    {},
    {},
    { constraints: [{ name: "ck", table: "public.t", kind: "check", validated: false }] },
    { scans: ["public.t"], rebuilt: [{ name: "old", table: "public.t" }] },
  ]);
});

test("a lock that grows, and the timeout in force", async () => {
  const statements = await traced(`
op.execute("SET LOCAL lock_timeout = '3s'")
op.execute("COMMENT ON TABLE t IS 'x'")
op.execute("CREATE TRIGGER tr AFTER INSERT ON t EXECUTE FUNCTION suppress_redundant_updates_trigger()")
op.execute("ALTER TABLE t RENAME TO renamed")
`);
  expect(statements.map(({ trace }) => trace && [trace.locks, trace.weaker, trace.lockTimeoutMs])).toEqual([
    null,
    [{ "public.t": "ShareUpdateExclusive" }, {}, 3000],
    [{ "public.t": "ShareRowExclusive" }, { "public.t": "ShareUpdateExclusive" }, 3000],
    [{ "public.t": "AccessExclusive" }, { "public.t": "ShareRowExclusive" }, 3000],
  ]);
});

describe("nothing is disturbed", () => {
  test("a revision that chooses its isolation level, and one that reads a stream", async () => {
    const statements = await traced(
      `
op.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
assert op.get_bind().scalar(sa.text("SHOW transaction_isolation")) == "serializable"
rows = op.get_bind().execution_options(stream_results=True).execute(sa.text("SELECT id FROM t ORDER BY id"))
assert op.get_bind().execution_options(stream_results=False).scalar(sa.text("SELECT count(*) FROM t")) == 100
assert len(rows.fetchall()) == 100
op.execute("ALTER TABLE t ADD COLUMN more text")
`,
      envWith("psycopg2", ", transaction_per_migration=True"),
    );
    expect(statements.map(factsOf)).toEqual([
      null,
      null,
      null,
      { scans: ["public.t"] },
      { locks: { "public.t": "AccessExclusive" } },
    ]);
  });

  test("a savepoint that is rolled back after an error", async () => {
    const statements = await traced(`
try:
    with op.get_bind().begin_nested():
        op.execute("ALTER TABLE t ADD COLUMN more text")
        op.execute("SELECT 1 / 0")
except sa.exc.DBAPIError:
    pass
op.execute("CREATE INDEX ix ON t (id)")
`);
    const [alter, failed, index] = statements.filter(({ sql }) => !/SAVEPOINT/u.test(sql));
    expect(factsOf(alter!)).toEqual({ locks: { "public.t": "AccessExclusive" } });
    expect(failed!.trace).toBeNull();
    expect(factsOf(index!)).toMatchObject({ locks: { "public.t": "Share" } });
  });

  test("what env.py set for the length of its transaction holds for the revisions after the released ones", async () => {
    const set = `connection.exec_driver_sql("SET LOCAL lock_timeout = '7s'")\n            connection.exec_driver_sql("SET LOCAL search_path = public, pg_catalog")`;
    const statements = await traced(
      `
assert op.get_bind().scalar(sa.text("SHOW search_path")) == "public, pg_catalog"
op.execute("ALTER TABLE t ADD COLUMN more text")
`,
      ENV_PY.replace(
        /(?<=begin_transaction\(\):\n {12})context.run_migrations\(\)\n\nif/u,
        `${set}\n            context.run_migrations()\n\nif`,
      ),
    );
    expect(statements.at(-1)!.trace).toMatchObject({
      lockTimeoutMs: 7000,
      locks: { "public.t": "AccessExclusive" },
    });
  });
});

test("a statement that commits by itself is watched from a second connection", async () => {
  const statements = await traced(`
op.execute("INSERT INTO t SELECT generate_series(1, 300000)")
with op.get_context().autocommit_block():
    op.create_index("ix", "t", ["id"], postgresql_concurrently=True)
op.execute("ALTER TABLE t ADD COLUMN more text")
`);
  const [, index, alter] = statements;
  expect(index!.trace).toMatchObject({
    watched: true,
    locks: { "public.t": "ShareUpdateExclusive" },
    indexes: [{ name: "ix", table: "public.t", unique: false, valid: true }],
  });
  expect(factsOf(alter!)).toEqual({ locks: { "public.t": "AccessExclusive" } });
});

test("what a block commits by itself is told by the catalog, whatever the second connection saw", async () => {
  const statements = await traced(`
with op.get_context().autocommit_block():
    op.execute("DO $$ BEGIN CREATE INDEX ix ON t (id); END $$")
    op.execute("DO $$ BEGIN ALTER TABLE t ADD CONSTRAINT ck CHECK (id > 0); END $$")
    op.execute("DO $$ BEGIN ALTER TABLE t ALTER COLUMN id TYPE bigint, ALTER COLUMN id SET NOT NULL; END $$")
`);
  expect(statements.map(({ trace }) => trace)).toMatchObject([
    {
      watched: true,
      scans: ["public.t"],
      indexes: [{ name: "ix", table: "public.t", unique: false, valid: true }],
      constraints: [],
    },
    {
      watched: true,
      scans: [],
      indexes: [],
      constraints: [{ name: "ck", table: "public.t", kind: "check", validated: true }],
    },
    { watched: true, rewrites: ["public.t"], notNull: ["public.t.id"] },
  ]);
});

test.each(drivers)("each new revision has its own locks and what env.py set, through %s", async (driver) => {
  const set = `connection.exec_driver_sql("SET LOCAL lock_timeout = '7s'")`;
  await using project = await createProject({
    "migrations/env.py": envWith(driver).replaceAll(
      /begin_transaction\(\):\n( +)(?=context\.run_migrations\(\))/gu,
      `$&${set}\n$1`,
    ),
    "migrations/versions/a1.py": RELEASED,
    ...Object.fromEntries(
      [
        ["b2", "a1"],
        ["c3", "b2"],
        ["d4", "c3"],
      ].map(([id = "", below = ""]) => [
        `migrations/versions/${id}.py`,
        revision(id, below, `op.add_column("t", sa.Column("${id}", sa.Text))`),
      ]),
    ),
  });
  await using target = openTarget(shared.bridge, project, listen(shared.server));
  const up = await target.request("upgrade", { ...toHeads, trace: ["b2", "c3", "d4"] }, patient());
  if (!up.ok) throw new Error(up.error.message);
  const seen = up.value.statements.filter(({ trace }) => trace !== null);
  expect(seen.map(({ revision: id, trace }) => [id, trace!.locks, trace!.lockTimeoutMs])).toEqual(
    ["b2", "c3", "d4"].map((id) => [id, { "public.t": "AccessExclusive" }, 7000]),
  );
  expect(up.value.runs.map(({ revisions }) => revisions)).toEqual([["a1", "b2", "c3", "d4"]]);
});

test("a loop of the same data statement is not looked at each time", async () => {
  const statements = await traced(`
for number in range(300):
    op.execute(sa.text("UPDATE t SET note = 'x' WHERE id = :id").bindparams(id=number))
op.execute("ALTER TABLE t ADD COLUMN more text")
`);
  expect(statements.filter(({ trace }) => trace !== null).length).toBeLessThan(16);
  expect(statements.at(-2)!.trace).toMatchObject({ scans: ["public.t"] });
  expect(factsOf(statements.at(-1)!)).toEqual({
    locks: { "public.t": "AccessExclusive" },
    weaker: { "public.t": "RowExclusive" },
  });
});

test("where nothing was there before, nobody can wait, and nothing is read", async () => {
  await using project = await createProject({ "migrations/versions/a1.py": RELEASED });
  await using target = openTarget(shared.bridge, project, listen(shared.server));
  const up = await target.request("upgrade", { ...toHeads, trace: ["a1"] }, patient());
  if (!up.ok) throw new Error(up.error.message);
  expect(up.value.statements.filter(({ trace }) => trace !== null)).toEqual([]);
});
