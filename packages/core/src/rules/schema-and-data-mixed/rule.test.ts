import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what the two share, and divides the revision in their order", () => {
  const example =
    "UPDATE orders SET due = placed WHERE id = 1; ALTER TABLE orders ALTER COLUMN due SET NOT NULL";
  expect(saidOfSql("MD414", example)).toEqual([
    [
      "10 table:public.orders: Changes rows of orders in a revision that changes the schema too: when one of them fails, both are undone, under all locks of both.",
      "One revision for the schema, one for the data.",
      "    # this revision",
      '    op.execute("UPDATE orders SET due = placed WHERE id = 1")',
      "    # the next revision",
      '    op.alter_column("orders", "due", nullable=False)',
    ].join("\n"),
  ]);
});

it("does not take a table of the same name in another schema for new", () => {
  const sql = "CREATE TABLE archive.rates (id bigint); INSERT INTO rates (id) VALUES (1)";
  expect(saidOfSql("MD414", sql)).toHaveLength(1);
});
