import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = { sql: "ALTER TABLE orders ADD COLUMN tax numeric", lockTimeout: false };
  expect(saidOfSql("MS270", example)).toEqual([
    [
      "10 table:public.orders.column:tax: Waits without end for ACCESS EXCLUSIVE on orders, and reads and writes wait behind it.",
      "Deploy with `migrun upgrade`, which sets `lock_timeout` and tries again, or set it in the revision.",
      "    op.execute(\"SET LOCAL lock_timeout = '5s'\")",
    ].join("\n"),
  ]);
});

it("says it of an index whose table nobody saw, but not of one made here", () => {
  expect(saidOfSql("MS270", { sql: "DROP INDEX orders_ref_ix", lockTimeout: false })).toEqual([
    expect.stringContaining("ACCESS EXCLUSIVE on the table of orders_ref_ix, and reads and writes wait"),
  ]);
  const born = "CREATE TABLE coupons (id bigint); CREATE INDEX ix ON coupons (id); DROP INDEX ix";
  expect(saidOfSql("MS270", { sql: born, lockTimeout: false })).toEqual([]);
});
