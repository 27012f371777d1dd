import { expect, test } from "vitest";
import { createProject, ENV_PY, listen, openTarget, patient, revision, toHeads } from "./project.ts";
import { testSqlalchemyIsOld } from "../python.ts";
import { useBridge } from "./use-bridge.ts";

const shared = useBridge();

const twoRevisions = {
  "migrations/versions/a1.py": revision(
    "a1",
    null,
    `op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True))\nprint("made orders")`,
    `op.drop_table("orders")`,
  ),
  "migrations/versions/b2.py": revision(
    "b2",
    "a1",
    `op.execute("INSERT INTO orders SELECT generate_series(1, 3)")`,
    `op.execute("DELETE FROM orders")`,
  ),
};

test("upgrade and downgrade run in one process, with statements, snapshots and events", async () => {
  await using project = await createProject(twoRevisions);
  const heard = listen(shared.server);
  await using target = openTarget(shared.bridge, project, heard);
  const snapshotSql = "SELECT count(*) FROM pg_class WHERE relname LIKE 'order%' AND relkind = 'r'";

  const up = await target.request("upgrade", { to: "heads", record: true, snapshotSql }, patient());

  if (!up.ok) throw new Error(JSON.stringify(up.error));
  expect(heard.asked).toEqual([
    { dialect: "postgresql", driver: "psycopg2", host: "production.invalid", database: "shop", user: "app" },
  ]);
  const database = up.value.runs[0]!.database!;
  expect(up.value.runs).toEqual([
    {
      dialect: "postgresql",
      driver: "psycopg2",
      database,
      versionTable: "alembic_version",
      versionTableSchema: null,
      rowsBefore: [],
      transactionPerMigration: false,
      engineName: null,
      hasMetadata: false,
      revisions: ["a1", "b2"],
    },
  ]);
  const own = up.value.statements.filter((statement) => statement.file !== null);
  expect(
    own.map(({ sql, revision: id, direction, line }) => [sql.trim().slice(0, 12), id, direction, line]),
  ).toEqual([
    ["CREATE TABLE", "a1", "upgrade", 8],
    ["INSERT INTO ", "b2", "upgrade", 8],
  ]);
  expect(own[0]!.file).toBe(`${project.folder}/migrations/versions/a1.py`);
  expect(own[0]!.durationMs).toBeGreaterThan(0);
  expect(own[0]!).toMatchObject({ database, bookkeeping: false, autocommit: false });
  expect(
    up.value.statements
      .filter((statement) => statement.bookkeeping)
      .map(({ sql }) => sql.trim().split(/\s+/).slice(0, 3).join(" ")),
  ).toEqual(
    expect.arrayContaining([
      "CREATE TABLE alembic_version",
      "INSERT INTO alembic_version",
      "UPDATE alembic_version SET",
    ]),
  );
  expect(up.value.snapshots.map(({ revision: id, rows }) => [id, rows])).toEqual([
    [null, [[0]]],
    ["a1", [[1]]],
    ["b2", [[1]]],
  ]);
  expect(heard.events.filter(({ event }) => event === "revision")).toEqual([
    { event: "revision", revision: "a1", direction: "upgrade", done: 1, total: 2 },
    { event: "revision", revision: "b2", direction: "upgrade", done: 2, total: 2 },
  ]);
  expect(heard.output.stdout).toBe("made orders\n");
  expect(await shared.server.query(database, "SELECT version_num FROM alembic_version")).toEqual([
    { version_num: "b2" },
  ]);

  const down = await target.request("downgrade", { to: "base", record: true, snapshotSql: null }, patient());
  if (!down.ok) throw new Error(JSON.stringify(down.error));
  expect(down.value.runs[0]!.revisions).toEqual(["b2", "a1"]);
  expect(heard.asked).toHaveLength(1);
  expect(await project.files()).toEqual([
    "alembic.ini",
    "migrations/env.py",
    "migrations/versions/a1.py",
    "migrations/versions/b2.py",
  ]);
});

test("a dry run tells the runs and creates nothing", async () => {
  await using project = await createProject(twoRevisions);
  await using target = openTarget(shared.bridge, project, listen(shared.server));
  const looked = await target.request("upgrade", { ...toHeads, dryRun: true }, patient());
  if (!looked.ok) throw new Error(JSON.stringify(looked.error));
  expect(looked.value.runs[0]).toMatchObject({ revisions: [], rowsBefore: [] });
  const tables = await shared.server.query(
    looked.value.runs[0]!.database!,
    "SELECT 1 FROM pg_class WHERE relname = 'alembic_version'",
  );
  expect(tables).toEqual([]);
});

test("a transaction per revision, a version table in a schema of its own, and snapshots in between", async () => {
  await using project = await createProject({
    ...twoRevisions,
    "migrations/env.py": ENV_PY.replace(
      "context.configure(connection=connection, target_metadata=target_metadata)",
      `connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS book")
        getattr(connection, "commit", lambda: None)()
        context.configure(connection=connection, transaction_per_migration=True, version_table="kept", version_table_schema="book")`,
    ),
  });
  await using target = openTarget(shared.bridge, project, listen(shared.server));
  const snapshotSql = "SELECT txid_current()::text, '100%'";
  const up = await target.request("upgrade", { to: "heads", record: true, snapshotSql }, patient());
  if (!up.ok) throw new Error(JSON.stringify(up.error));
  const run = up.value.runs[0]!;
  expect(run).toMatchObject({
    versionTable: "kept",
    versionTableSchema: "book",
    transactionPerMigration: true,
  });
  expect(up.value.snapshots.map(({ rows }) => rows[0]![1])).toEqual(["100%", "100%", "100%"]);
  expect(up.value.statements.filter(({ bookkeeping }) => bookkeeping).length).toBeGreaterThanOrEqual(3);
  expect(up.value.statements.some(({ sql }) => sql.includes("txid_current"))).toBe(false);
  expect(await shared.server.query(run.database!, "SELECT version_num FROM book.kept")).toEqual([
    { version_num: "b2" },
  ]);
});

test.skipIf(testSqlalchemyIsOld)("a pyproject.toml beside or instead of the ini", async () => {
  await using project = await createProject({
    "pyproject.toml": `[tool.alembic]\nscript_location = "%(here)s/other"\n`,
    "other/env.py": ENV_PY,
    "other/versions/z9.py": revision("z9", null, "pass"),
  });
  const tomlFile = `${project.folder}/pyproject.toml`;
  await using target = openTarget(shared.bridge, project, listen(shared.server), { iniFile: null, tomlFile });
  const script = await target.request("script", {}, patient());
  if (shared.bridge.versions.alembic.split(".")[1]! < "16") {
    expect(script.ok ? null : script.error.message).toContain("does not read pyproject.toml");
  } else {
    expect(script.ok && script.value.scriptDirectory).toBe(`${project.folder}/other`);
  }
});

test("arguments that begin with a dash or hold a percent sign", async () => {
  await using project = await createProject({
    ...twoRevisions,
    "migrations/env.py": `from alembic import context\nprint(context.get_x_argument(), context.config.get_main_option("sqlalchemy.url"))\n${ENV_PY}`,
  });
  const heard = listen(shared.server);
  await using target = openTarget(shared.bridge, project, heard, {
    x: ["-y=%"],
    url: "postgresql+psycopg2://app:p%40w@production.invalid/shop",
  });
  const up = await target.request("upgrade", toHeads, patient());
  if (!up.ok) throw new Error(JSON.stringify(up.error));
  expect(heard.output.stdout.split("\n")[0]).toBe(
    "['-y=%'] postgresql+psycopg2://app:p%40w@production.invalid/shop",
  );
});
