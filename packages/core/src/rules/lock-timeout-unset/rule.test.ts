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
