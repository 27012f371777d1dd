import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "DROP TRIGGER touch ON archive.orders";
  expect(saidOfSql("MS247", example)).toEqual([
    [
      "10 trigger:archive.touch: Drops the trigger touch under an ACCESS EXCLUSIVE lock on archive.orders: reads and writes wait, and what it did for each write is not done any more.",
      "Stop using it in one release, and drop it in the next. To replace it, make the new one in the same transaction.",
      "    # this release: no code, view or function needs what touch does any more",
      "    # a revision of the next release",
      '    op.execute("DROP TRIGGER touch ON archive.orders")',
    ].join("\n"),
  ]);
});
it("is silent where it is made again in the same transaction", () => {
  expect(
    saidOfSql(
      "MS247",
      "DROP FUNCTION total(bigint); CREATE FUNCTION total(id bigint) RETURNS numeric LANGUAGE sql AS $$SELECT 1::numeric$$",
    ),
  ).toEqual([]);
});

it("sees it where it is made again in another transaction: between them it is missing", () => {
  expect(
    saidOfSql("MS247", {
      sql: "DROP VIEW open_orders; CREATE VIEW open_orders AS SELECT 1 AS one",
      autocommit: true,
    }),
  ).not.toEqual([]);
});

it("sees it where only one of the same name in another schema is made", () => {
  expect(
    saidOfSql("MS247", "DROP VIEW open_orders; CREATE VIEW archive.open_orders AS SELECT 1 AS one"),
  ).not.toEqual([]);
});

it("is silent where an enum is swapped: the old one goes under a name of this transaction", () => {
  expect(
    saidOfSql(
      "MS247",
      "ALTER TYPE state RENAME TO state_old; CREATE TYPE state AS ENUM ('new'); ALTER TABLE orders ALTER COLUMN state TYPE state USING state::text::state; DROP TYPE state_old",
    ),
  ).toEqual([]);
});

it("leaves tables to another rule", () => {
  expect(saidOfSql("MS247", "DROP TABLE orders")).toEqual([]);
});
