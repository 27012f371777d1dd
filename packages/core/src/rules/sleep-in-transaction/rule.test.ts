import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("names the table that stays locked meanwhile", () => {
  const example = "ALTER TABLE orders ADD COLUMN tax numeric; SELECT pg_sleep(5)";
  expect(saidOfSql("MS284", example)).toEqual([
    [
      "10 table:public.orders: Sleeps inside of the transaction: orders stays locked (ACCESS EXCLUSIVE), and reads and writes wait.",
      "Leave it out. To give others time between batches, commit each batch and sleep outside of transactions.",
      "    with op.get_context().autocommit_block():",
      '        op.execute("SELECT pg_sleep(5)")  # only between batches, which commit each',
    ].join("\n"),
  ]);
});

it("says what it costs without a lock too", () => {
  expect(saidOfSql("MS284", "CREATE TABLE coupons (id bigint); SELECT pg_sleep(5)")[0]).toContain(
    "its snapshot keeps VACUUM from cleaning",
  );
});
