import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits each time, and writes one ALTER", () => {
  const example =
    "ALTER TABLE orders ALTER COLUMN ref TYPE bigint USING ref::bigint; ALTER TABLE orders ALTER COLUMN ref SET NOT NULL";
  expect(saidOfSql("MS275", example)).toEqual([
    [
      "10 table:public.orders.column:ref: Goes through orders again, time 2 in this transaction, under ACCESS EXCLUSIVE: reads and writes wait for each.",
      "Write them as one ALTER TABLE with commas.",
      '    op.execute("ALTER TABLE orders ALTER COLUMN ref TYPE bigint USING ref::bigint, ALTER COLUMN ref SET NOT NULL")',
    ].join("\n"),
  ]);
});

it("is silent on pairs that only change the catalog (eugene W12)", () => {
  const sql =
    "ALTER TABLE orders ALTER COLUMN note SET DEFAULT ''; ALTER TABLE orders ADD COLUMN tax numeric NOT NULL DEFAULT 0";
  expect(saidOfSql("MS275", sql)).toEqual([]);
});

it("speaks of each pass after the first, and MS273 leaves it to it", () => {
  const sql = ["a", "b", "c"]
    .map((name) => `ALTER TABLE orders ALTER COLUMN ${name} SET NOT NULL`)
    .join(";\n");
  expect(saidOfSql("MS275", sql)).toHaveLength(2);
  expect(saidOfSql("MS273", sql)).toEqual([]);
});

it("believes a check that is valid already", () => {
  const setup = "CREATE TABLE orders (ref text, CONSTRAINT nn CHECK (ref IS NOT NULL))";
  const sql =
    "ALTER TABLE orders ALTER COLUMN ref SET NOT NULL; ALTER TABLE orders ALTER COLUMN note SET NOT NULL";
  expect(saidOfSql("MS275", { setup, sql })).toEqual([]);
});
