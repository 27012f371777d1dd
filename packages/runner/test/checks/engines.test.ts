import { access } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checksIn, copyFixture, dataOf, runFixture, told } from "./run-fixture.ts";

const ALL_PASSED = {
  heads: "passed",
  files: "passed",
  upgrade: "passed",
  sql: "passed",
  drift: "passed",
  roundtrip: "passed",
};

describe("an env.py with several engines", () => {
  it("gets a database for each, and every check looks at all of them", async () => {
    const ran = await runFixture("multidb");
    const target = ran.target();
    expect(ran.report.exitCode).toBe(0);
    expect(checksIn(target)).toEqual(ALL_PASSED);
    expect(target.isolation.redirected).toEqual([
      { asked: "db.internal/orders" },
      { asked: "db.internal/stock" },
    ]);
    expect(dataOf(target, "upgrade")).toEqual({ revisions: 2, statements: 2 });
    expect(dataOf(target, "drift")).toEqual({ differences: 0, tables: 2 });
    expect(dataOf(target, "roundtrip")).toEqual({ verifiedDownTo: "base", revisions: 2 });
    expect(told(target.findings.filter((one) => one.code === "MX903"))).toMatchInlineSnapshot(`
      "MX903 foreign-connection notice (no check)
      object database:db.internal/orders
      env.py or a revision asked for db.internal/orders (psycopg2) and was given an isolated database instead: nothing reached the other.
      > Nothing has to be done where env.py has several databases, or a URL of its own, on purpose.

      MX903 foreign-connection notice (no check)
      object database:db.internal/stock
      env.py or a revision asked for db.internal/stock (psycopg2) and was given an isolated database instead: nothing reached the other.
      > Nothing has to be done where env.py has several databases, or a URL of its own, on purpose."
    `);
  });

  it("is told apart by engine in drift, round trip and SQL", async () => {
    await using project = await copyFixture("multidb");
    const file = "migrations/versions/a10000000000_create_orders_and_levels.py";
    await project.edit(
      "app/models.py",
      'sa.Table("levels", stock, ',
      'sa.Table("levels", stock, sa.Column("bin", sa.Integer), ',
    );
    await project.edit(file, 'op.drop_table("orders")', "pass");
    const ran = await project.run();
    const errors = ran.target().findings.filter((one) => one.severity === "error");
    expect(told(errors)).toMatchInlineSnapshot(`
      "MC501 missing-object error (drift) app/models.py:8
      object table:public.levels.column:bin
      Column levels.bin is in the models, and no revision creates it: INTEGER NULL (engine engine2).
      > Write the revision with \`alembic revision --autogenerate -m "…"\`, or take the object out of the models. It would hold:
      >     op.add_column('levels', sa.Column('bin', sa.Integer(), nullable=True))

      MC510 left-behind error (roundtrip) migrations/versions/a10000000000_create_orders_and_levels.py:24
      object table:public.orders
      revision a10000000000
      Table public.orders is still there after the way down. \`downgrade()\` of revision a10000000000 does not undo its \`upgrade()\`.
      > Drop it in \`downgrade()\`:
      >     op.drop_table("orders")
      > Because of it the second way up fails: relation "orders" already exists"
    `);
    const sql = await project.run({ command: "sql" });
    const text = String(dataOf(sql.target(), "sql")?.["sql"]);
    expect(text.match(/^-- Engine .*$|^CREATE TABLE \w+/gmu)).toEqual([
      "-- Engine engine1",
      "CREATE TABLE alembic_version",
      "CREATE TABLE orders",
      "-- Engine engine2",
      "CREATE TABLE alembic_version",
      "CREATE TABLE levels",
    ]);
  });
});

describe("SQLite", () => {
  it("passes the same checks on a throw-away file, and the user's is never made", async () => {
    await using project = await copyFixture("sqlite");
    const ran = await project.run();
    expect(ran.report.exitCode).toBe(0);
    expect(ran.report.versions.postgres).toBeNull();
    expect(checksIn(ran.target())).toEqual(ALL_PASSED);
    expect(dataOf(ran.target(), "drift")).toEqual({ differences: 0, tables: 1 });
    expect(dataOf(ran.target(), "roundtrip")).toEqual({ verifiedDownTo: "base", revisions: 2 });
    await expect(access(join(project.folder, "app.db"))).rejects.toThrow("ENOENT");
  });

  it("fails the same checks", async () => {
    await using project = await copyFixture("sqlite");
    await project.edit("migrations/versions/a10000000000_create_items.py", 'op.drop_table("items")', "pass");
    await project.edit(
      "app/models.py",
      "weight = sa.Column(sa.Integer)",
      "weight = sa.Column(sa.Integer)\n    height = sa.Column(sa.Integer)",
    );
    const ran = await project.run();
    expect(ran.report.exitCode).toBe(1);
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MC501 missing-object error (drift) app/models.py:12
      object table:items.column:height
      Column items.height is in the models, and no revision creates it: INTEGER NULL.
      > Write the revision with \`alembic revision --autogenerate -m "…"\`, or take the object out of the models. It would hold:
      >     with op.batch_alter_table('items', schema=None) as batch_op:
      >         batch_op.add_column(sa.Column('height', sa.Integer(), nullable=True))

      MC510 left-behind error (roundtrip) migrations/versions/a10000000000_create_items.py:30
      object table:items
      revision a10000000000
      Table items is still there after the way down. \`downgrade()\` of revision a10000000000 does not undo its \`upgrade()\`.
      > Drop it in \`downgrade()\`:
      >     op.drop_table("items")
      > Because of it the second way up fails: table items already exists

      MR501 downgrade-empty warning (files) migrations/versions/a10000000000_create_items.py:30
      revision a10000000000
      downgrade() of revision a10000000000 does nothing, and upgrade() does: after \`alembic downgrade\` the version table says what is not so.
      > Undo what upgrade() does, or say that there is no way back: \`raise NotImplementedError("restore from a backup")\`."
    `);
  });
});

describe("a dialect that has no throw-away server (MX914)", () => {
  it("is judged by its files, and nothing of it runs", async () => {
    const ran = await runFixture("mysql-url");
    expect(ran.report.exitCode).toBe(1);
    expect(ran.target().isolation).toEqual({ layers: [], redirected: [] });
    expect(checksIn(ran.target())).toEqual({
      heads: "passed",
      files: "passed",
      upgrade: "failed",
      sql: "skipped: mysql cannot be isolated",
      drift: "skipped: mysql cannot be isolated",
      roundtrip: "skipped: mysql cannot be isolated",
    });
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MX914 cannot-isolate error (upgrade) alembic.ini:1
      The database of alembic is mysql: only Postgres and SQLite get a throw-away database here, so nothing was run.
      > Run the checks on files alone (\`migrun quick alembic\`), or accept this with an \`ignore\` entry for MX914."
    `);
  });

  it("stands in the way of no other target, and can be accepted", async () => {
    await using project = await copyFixture("mysql-url");
    await project.write(
      "migrun.config.yaml",
      'targets: { alembic: { ignore: [{ code: MX914, reason: "checked by its own tests" }] } }\n',
    );
    const ran = await project.run();
    expect(ran.report.exitCode).toBe(0);
    expect(ran.target().findings).toMatchObject([
      { code: "MX914", suppressed: { kind: "config", reason: "checked by its own tests" } },
    ]);
  });
});

describe("pyproject.toml alone", () => {
  it("is a target, and its hard-coded URL is redirected", async ({ skip }) => {
    const ran = await runFixture("pyproject");
    // Alembic reads [tool.alembic] from 1.16 on.
    skip(Number(ran.report.versions.alembic?.split(".")[1]) < 16, "this Alembic reads no pyproject.toml");
    expect(ran.report.exitCode).toBe(0);
    expect(checksIn(ran.target())).toEqual(ALL_PASSED);
    expect(ran.target().config).toBe("pyproject.toml");
    expect(ran.target().isolation.redirected).toEqual([{ asked: "db.internal/app" }]);
    expect(ran.target().findings.map((one) => `${one.code} ${one.severity} ${one.object}`)).toEqual([
      "MX903 notice database:db.internal/app",
    ]);
  });
});
