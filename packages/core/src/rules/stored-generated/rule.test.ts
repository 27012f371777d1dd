import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 1.25) STORED";
  expect(saidOfSql("MS233", example)).toEqual([
    [
      "10 table:public.orders.column:gross: orders.gross is computed for every row: orders is written anew under an ACCESS EXCLUSIVE lock, and reads and writes wait.",
      "Add a plain column that a trigger keeps, and fill the old rows in batches. From 18 on, a virtual column costs nothing.",
      "    # this revision, and a trigger that fills the column on each write",
      '    op.add_column("orders", sa.Column("gross", sa.Numeric()))',
      "    # the next revision: fill the old rows in batches, each committed on its own",
    ].join("\n"),
  ]);
});
it("shows the virtual column where the server has it", () => {
  expect(
    saidOfSql("MS233", {
      sql: "ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 1.25) STORED",
      postgres: 18,
    }).join("\n"),
  ).toContain("persisted=False");
});

it("is silent where a generated column only stops being one", () => {
  expect(saidOfSql("MS233", "ALTER TABLE orders ALTER COLUMN gross DROP EXPRESSION")).toEqual([]);
});

it("sees a new expression of a stored column", () => {
  expect(
    saidOfSql("MS233", {
      sql: "ALTER TABLE orders ALTER COLUMN gross SET EXPRESSION AS (total * 2)",
      setup: "CREATE TABLE orders (total numeric, gross numeric GENERATED ALWAYS AS (total) STORED)",
      postgres: 17,
    }).join("\n"),
  ).toContain("gross_new");
});
