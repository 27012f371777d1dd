import { describe, expect, it } from "vitest";
import { checksIn, copyFixture, dataOf, runFixture, told } from "./run-fixture.ts";

describe("the SQL of a history", () => {
  it("is what offline mode writes, base to heads", async () => {
    const ran = await runFixture("linear", { command: "sql" });
    expect(ran.report.exitCode).toBe(0);
    expect(checksIn(ran.target())).toEqual({ heads: "passed", sql: "passed" });
    expect(statementsOf(ran.target())).toEqual([
      "BEGIN",
      "CREATE TABLE alembic_version",
      "CREATE TABLE items",
      "INSERT INTO alembic_version",
      "ALTER TABLE items",
      "UPDATE alembic_version SET",
      "CREATE TABLE sales",
      "CREATE INDEX ix_sales_item_id",
      "UPDATE alembic_version SET",
      "COMMIT",
    ]);
  });

  it.each(["a20000000000", "a2", "head-1", "-1", "base+2"])(
    "begins after a revision: --from %s",
    async (from) => {
      const ran = await runFixture("linear", { command: "sql", flags: { from } });
      expect(statementsOf(ran.target())).toEqual([
        "BEGIN",
        "CREATE TABLE sales",
        "CREATE INDEX ix_sales_item_id",
        "UPDATE alembic_version SET",
        "COMMIT",
      ]);
    },
  );

  it("begins at base where that is said", async () => {
    const ran = await runFixture("linear", { command: "sql", flags: { from: "base" } });
    expect(statementsOf(ran.target())).toContain("CREATE TABLE items");
  });

  it("cannot begin at what is neither a revision nor a commit", async () => {
    const run = runFixture("linear", { command: "sql", flags: { from: "nowhere" } });
    await expect(run).rejects.toMatchObject({
      code: "MIGRUN_UNKNOWN_REVISION",
      exitCode: 2,
      details: [
        "--from nowhere: no revision of alembic is called so, and not a git repository, or git is not installed",
      ],
    });
  });
});

describe("a revision that offline mode cannot run (MX907)", () => {
  it("is named, and the SQL is what the upgrade sent", async () => {
    const ran = await runFixture("offline-breaks", { command: "sql" });
    expect(ran.report.exitCode).toBe(0);
    expect(told(ran.target().findings)).toMatchInlineSnapshot(`
      "MX907 offline-breaks warning (sql) migrations/versions/a20000000000_trim_names.py:23
      revision a20000000000
      \`alembic upgrade heads --sql\` breaks at revision a20000000000: 'NoneType' object has no attribute 'fetchall'
      > Guard what reads from the database with \`if not context.is_offline_mode():\`, or write it as one SQL statement. The SQL shown instead is what the upgrade of an empty database sent: where it depends on data, production may see other statements."
    `);
    expect(dataOf(ran.target(), "sql")).toMatchObject({ source: "recorded" });
    expect(String(dataOf(ran.target(), "sql")?.["sql"]).replaceAll(/[ \t]+$/gmu, "")).toMatchInlineSnapshot(`
      "-- Revision a10000000000 (recorded)

      CREATE TABLE items (
      	id SERIAL NOT NULL,
      	name VARCHAR(50) NOT NULL,
      	CONSTRAINT items_pkey PRIMARY KEY (id)
      );

      INSERT INTO alembic_version (version_num) VALUES ('a10000000000') RETURNING alembic_version.version_num;

      -- Revision a20000000000 (recorded, depends on data)

      SELECT id, name FROM items;

      COMMENT ON TABLE items IS 'trimmed';

      UPDATE alembic_version SET version_num='a20000000000' WHERE alembic_version.version_num = 'a10000000000';
      "
    `);
  });

  it("is part of `all` as a warning, which fails a strict run", async () => {
    const ran = await runFixture("offline-breaks", { flags: { strict: true } });
    expect(ran.report.exitCode).toBe(1);
    expect(checksIn(ran.target())).toMatchObject({ upgrade: "passed", sql: "failed", roundtrip: "passed" });
  });

  it("is not asked about where the upgrade of an earlier one failed, and still told", async () => {
    await using project = await copyFixture("offline-breaks");
    await project.edit("migrations/versions/a20000000000_trim_names.py", "FROM items", "FROM itens");
    const ran = await project.run();
    expect(ran.target().findings.map((one) => `${one.code} ${one.revision} ${one.file}:${one.line}`)).toEqual(
      [
        "MF111 a20000000000 migrations/versions/a20000000000_trim_names.py:23",
        "MX905 a20000000000 migrations/versions/a20000000000_trim_names.py:23",
        "MX907 a20000000000 migrations/versions/a20000000000_trim_names.py:23",
      ],
    );
  });
});

/** The first words of each statement: what it does to what. */
function statementsOf(target: Parameters<typeof dataOf>[0]): readonly string[] {
  const sql = String(dataOf(target, "sql")?.["sql"]).replaceAll(/^--.*$/gmu, "");
  return sql
    .split(";")
    .map((one) => /^\w+(?: (?:TABLE|INDEX|INTO))?(?: \w+)?(?: SET)?/u.exec(one.trim())?.[0] ?? "")
    .filter((one) => one !== "");
}
