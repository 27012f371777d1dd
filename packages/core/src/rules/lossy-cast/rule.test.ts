import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = {
    sql: "ALTER TABLE orders ALTER COLUMN paid_at TYPE date USING paid_at::date",
    setup: "CREATE TABLE orders (paid_at timestamptz)",
  };
  expect(saidOfSql("MD412", example)).toEqual([
    [
      "10 table:public.orders.column:paid_at: paid_at::date keeps only a part of orders.paid_at as date: the rest is gone in every row of orders, written anew under an ACCESS EXCLUSIVE lock.",
      "Add a column of the new type, fill it from the old one, and drop the old one in a later release, when nobody has missed what was lost.",
      "    # this release",
      '    op.add_column("orders", sa.Column("paid_at_new", sa.Date()))',
      "    # then: write both columns, fill the old rows in batches with paid_at::date, read the new one",
      "    # a later release: drop the old column",
    ].join("\n"),
  ]);
});
it("sees parts that functions drop, whatever the old type", () => {
  expect(
    saidOfSql("MD412", "ALTER TABLE orders ALTER COLUMN at TYPE timestamptz USING date_trunc('day', at)"),
  ).not.toEqual([]);
});

it("is silent where text becomes a number: what does not fit is refused", () => {
  expect(saidOfSql("MD412", "ALTER TABLE orders ALTER COLUMN ref TYPE bigint USING ref::bigint")).toEqual([]);
});

it("is silent for a whole number without digits after the point", () => {
  expect(
    saidOfSql("MD412", {
      sql: "ALTER TABLE orders ALTER COLUMN n TYPE bigint USING n::bigint",
      setup: "CREATE TABLE orders (n numeric(12))",
    }),
  ).toEqual([]);
});
