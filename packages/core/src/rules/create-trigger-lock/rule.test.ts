import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()";
  expect(saidOfSql("MS292", example)).toEqual([
    [
      "10 table:public.orders: Making the trigger touch takes SHARE ROW EXCLUSIVE on orders: writes wait until the commit.",
      "Make the wait for the lock short, and keep the transaction small.",
      "    op.execute(\"SET LOCAL lock_timeout = '2s'\")",
      `    op.execute("${example}")`,
    ].join("\n"),
  ]);
});

it("knows which of them make reads wait too", () => {
  expect(saidOfSql("MS292", "DROP TRIGGER touch ON archive.orders").join()).toContain(
    "takes ACCESS EXCLUSIVE on archive.orders: reads and writes wait",
  );
});

it("is silent on what is no trigger of a table in use", () => {
  for (const sql of [
    "DROP FUNCTION touch()",
    "DROP POLICY touch ON orders",
    "CREATE TEMP TABLE t (id int); CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION x()",
  ])
    expect(saidOfSql("MS292", sql), sql).toEqual([]);
});
