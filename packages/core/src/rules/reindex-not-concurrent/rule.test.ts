import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const setup = "CREATE TABLE orders (user_id bigint); CREATE INDEX ix ON orders (user_id)";
  expect(saidOfSql("MS207", { sql: "REINDEX INDEX ix", setup })).toEqual([
    [
      "10 table:public.orders: REINDEX of ix takes SHARE on orders and ACCESS EXCLUSIVE on the index: writes wait, and so do reads that are still to be planned.",
      "Use `REINDEX … CONCURRENTLY` outside of a transaction.",
      "    with op.get_context().autocommit_block():",
      '        op.execute("REINDEX INDEX CONCURRENTLY ix")',
    ].join("\n"),
  ]);
});

it("keeps the schema of a table", () => {
  expect(saidOfSql("MS207", "REINDEX TABLE archive.orders").join()).toContain(
    "REINDEX TABLE CONCURRENTLY archive.orders",
  );
});

it("does not take CONCURRENTLY (FALSE) for CONCURRENTLY, nor a comment", () => {
  for (const sql of ["REINDEX (CONCURRENTLY FALSE) TABLE orders", "REINDEX TABLE orders -- CONCURRENTLY"])
    expect(saidOfSql("MS207", sql)).toHaveLength(1);
});

it("has no other way for the catalogs", () => {
  const said = saidOfSql("MS207", { sql: "REINDEX SYSTEM shop", autocommit: true }).join();
  expect(said).not.toContain("autocommit_block");
});
