import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'active'";
  expect(saidOfSql("MS244", example)).toEqual([
    [
      "10 table:public.orders.column:status: orders.status gets another default: inserts of running code into orders that leave it out write the new value from now on.",
      "Let the code write the value itself in one release, and change the default in the next.",
      "    # this release: every insert into orders gives status a value",
      "    # a revision of the next release, when no older code runs",
      '    op.alter_column("orders", "status", server_default=sa.text("\'active\'"))',
    ].join("\n"),
  ]);
});
it("sees that a NOT NULL column added with a default loses it: inserts of the old release fail", () => {
  expect(
    saidOfSql(
      "MS244",
      "ALTER TABLE orders ADD COLUMN channel text NOT NULL DEFAULT 'web'; ALTER TABLE orders ALTER COLUMN channel DROP DEFAULT",
    ).join("\n"),
  ).toContain("inserts of running code into orders that leave it out fail");
});

it("is silent where a nullable column is added with a default for the old rows only", () => {
  expect(
    saidOfSql(
      "MS244",
      "ALTER TABLE orders ADD COLUMN channel text DEFAULT 'web'; ALTER TABLE orders ALTER COLUMN channel DROP DEFAULT",
    ),
  ).toEqual([]);
});

it("says that there was none before", () => {
  expect(
    saidOfSql("MS244", {
      sql: "ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'new'",
      setup: "CREATE TABLE orders (status text)",
    }).join("\n"),
  ).toContain("orders.status gets a default");
});

it("is silent where there is no default to lose", () => {
  expect(
    saidOfSql("MS244", {
      sql: "ALTER TABLE orders ALTER COLUMN status DROP DEFAULT",
      setup: "CREATE TABLE orders (status text NOT NULL)",
    }),
  ).toEqual([]);
});

it("is silent for a default that comes with a new column", () => {
  expect(
    saidOfSql(
      "MS244",
      "ALTER TABLE orders ADD COLUMN channel text; ALTER TABLE orders ALTER COLUMN channel SET DEFAULT 'web'",
    ),
  ).toEqual([]);
});
