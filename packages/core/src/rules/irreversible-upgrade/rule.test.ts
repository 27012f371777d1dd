import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "ALTER TABLE orders DROP COLUMN memo";
  expect(saidOfSql("MR505", example)).toEqual([
    [
      "10 table:public.orders.column:memo: Drops the values of orders.memo: a downgrade brings back the shape, and the data only if something else keeps it.",
      "Put it in a revision of its own, after the last release that could be rolled back to, and take a backup before.",
      "    def downgrade() -> None:",
      '        raise NotImplementedError("Drops the values of orders.memo: restore the backup instead")',
    ].join("\n"),
  ]);
});
it("is silent where a narrower type refuses what does not fit: nothing is lost", () => {
  expect(
    saidOfSql("MR505", {
      sql: "ALTER TABLE orders ALTER COLUMN batch TYPE integer",
      setup: "CREATE TABLE orders (batch bigint)",
    }),
  ).toEqual([]);
});

it("is silent for Alembic's own table", () => {
  expect(saidOfSql("MR505", "DELETE FROM alembic_version WHERE version_num = 'b2'")).toEqual([]);
});

it("sees DELETE in WITH", () => {
  expect(
    saidOfSql(
      "MR505",
      "WITH gone AS (DELETE FROM orders WHERE id = 7 RETURNING id) SELECT id FROM gone",
    ).join("\n"),
  ).toContain("Deletes rows of orders");
});

it("is silent where the words stand in a text", () => {
  expect(saidOfSql("MR505", "INSERT INTO notes (text) VALUES ('TRUNCATE orders')")).toEqual([]);
});
