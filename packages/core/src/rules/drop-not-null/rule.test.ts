import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "ALTER TABLE orders ALTER COLUMN user_id DROP NOT NULL";
  expect(saidOfSql("MS243", example)).toEqual([
    [
      "10 table:public.orders.column:user_id: orders.user_id may be NULL from now on: running code and other readers of orders that do not expect it fail.",
      "Let all readers know NULL in one release, and drop NOT NULL in the next.",
      "    # this release: all readers of orders know that user_id may be None",
      "    # a revision of the next release",
      '    op.alter_column("orders", "user_id", nullable=True)',
    ].join("\n"),
  ]);
});
it("is silent where the column may be NULL already", () => {
  expect(
    saidOfSql("MS243", {
      sql: "ALTER TABLE orders ALTER COLUMN user_id DROP NOT NULL",
      setup: "CREATE TABLE orders (user_id bigint)",
    }),
  ).toEqual([]);
});

it("sees it where an earlier revision made the column NOT NULL", () => {
  expect(
    saidOfSql("MS243", {
      sql: "ALTER TABLE orders ALTER COLUMN user_id DROP NOT NULL",
      setup: "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL",
    }),
  ).not.toEqual([]);
});
