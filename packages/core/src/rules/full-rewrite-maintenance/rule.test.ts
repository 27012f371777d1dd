import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to run instead", () => {
  expect(saidOfSql("MS286", { sql: "VACUUM FULL orders", autocommit: true })).toEqual([
    [
      "10 table:public.orders: VACUUM FULL copies orders and its indexes under an ACCESS EXCLUSIVE lock: reads and writes wait.",
      "VACUUM without FULL keeps nobody waiting; where the space has to go back to the disk, run pg_repack outside of migrations.",
      "    with op.get_context().autocommit_block():",
      '        op.execute("VACUUM (ANALYZE) orders")',
      "    # to give space back, outside of migrations: pg_repack --table=orders",
    ].join("\n"),
  ]);
});

it("reads the option and not the word", () => {
  expect(saidOfSql("MS286", { sql: "VACUUM (FULL off, ANALYZE) orders", autocommit: true })).toEqual([]);
  expect(saidOfSql("MS286", { sql: "VACUUM (FULL on) orders", autocommit: true })).toHaveLength(1);
  expect(saidOfSql("MS286", { sql: 'VACUUM "full"', autocommit: true })).toEqual([]);
});
