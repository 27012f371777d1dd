import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says that nothing is set, and how to set it", () => {
  const sql = "SET LOCAL lock_timeout = '2s'; ALTER TABLE orders ADD COLUMN tax numeric";
  expect(saidOfSql("MS283", { sql, autocommit: true })).toEqual([
    [
      "10 setting:lock_timeout: SET LOCAL lock_timeout has no effect outside of a transaction: the statements behind it run as if it were not there.",
      "In an autocommit block use SET, and RESET at its end.",
      "    with op.get_context().autocommit_block():",
      "        op.execute(\"SET lock_timeout = '2s'\")",
      "        # … the operations",
      '        op.execute("RESET lock_timeout")',
    ].join("\n"),
  ]);
});

it("is silent on RESET and on a text that only mentions it", () => {
  const sql = "RESET lock_timeout; SELECT 'set local lock_timeout = 1'";
  expect(saidOfSql("MS283", { sql, autocommit: true })).toEqual([]);
});
