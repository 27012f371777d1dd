import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "CREATE TABLE till (id bigint PRIMARY KEY, amount money)";
  expect(saidOfSql("MS261", example)).toEqual([
    [
      "10 table:public.till.column:amount: till.amount is money: its currency and its digits depend on lc_monetary of the session.",
      "Use numeric for money, timestamp with time zone for times, and text for letters.",
      '    # in op.create_table("till", …)',
      '    sa.Column("amount", sa.Numeric(12, 2))',
    ].join("\n"),
  ]);
});
it("is silent for numeric, time and char(1)", () => {
  expect(
    saidOfSql(
      "MS261",
      "CREATE TABLE till (id bigint PRIMARY KEY, amount numeric(12,2), opens time, kind char(1))",
    ),
  ).toEqual([]);
});

it("is silent for a type of that name that somebody made", () => {
  expect(saidOfSql("MS261", "ALTER TABLE orders ADD COLUMN amount shop.money")).toEqual([]);
});
