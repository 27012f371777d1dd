import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what one row takes along, and writes the key without", () => {
  const example =
    "CREATE TABLE refunds (order_id bigint, CONSTRAINT fk FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE)";
  expect(saidOfSql("MD415", example)).toEqual([
    [
      "10 table:public.refunds.constraint:fk: Deleting one row of orders deletes and locks every row of refunds that leads to it: writes to those rows wait.",
      "Leave it to the application to delete the children first, in batches; the key then refuses what was forgotten.",
      "    # delete from refunds first, in batches; the key only refuses",
      '    op.create_foreign_key("fk", "refunds", "orders", ["order_id"], ["id"])',
    ].join("\n"),
  ]);
});

it("reads the action and not the word", () => {
  const sql =
    "CREATE TABLE refunds (note text DEFAULT 'on delete cascade', order_id bigint REFERENCES orders (id))";
  expect(saidOfSql("MD415", sql)).toEqual([]);
});
