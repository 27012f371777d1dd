import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits meanwhile, once for a revision", () => {
  const sql = "ALTER TABLE orders ADD COLUMN tax numeric; ALTER TABLE orders ADD COLUMN vat numeric";
  expect(saidOfSql("MS271", { sql, statementTimeout: false })).toEqual([
    [
      "10 table:public.orders.column:tax: May run without end under ACCESS EXCLUSIVE on orders, and reads and writes wait.",
      "Set `statement_timeout` to the longest time that others may wait. VALIDATE and CONCURRENTLY keep nobody waiting and need none.",
      "    op.execute(\"SET LOCAL statement_timeout = '15s'\")",
    ].join("\n"),
  ]);
});

it("does not take one row by its key for many", () => {
  expect(
    saidOfSql("MS271", { sql: "UPDATE orders SET tax = 0 WHERE id = 7", statementTimeout: false }),
  ).toEqual([]);
  expect(
    saidOfSql("MS271", { sql: "SET LOCAL lock_timeout = '2s'; SELECT 1", statementTimeout: false }),
  ).toEqual([]);
});

it("says it of an index whose table nobody saw", () => {
  expect(
    saidOfSql("MS271", { sql: "DROP INDEX orders_ref_ix", lockTimeout: false, statementTimeout: false }),
  ).toEqual([
    expect.stringContaining(
      "under ACCESS EXCLUSIVE on the table of orders_ref_ix, and reads and writes wait.",
    ),
  ]);
});
