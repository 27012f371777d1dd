import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says which timeout, and how to be without it for one statement", () => {
  const sql = "SET lock_timeout = '2s'; CREATE INDEX CONCURRENTLY ix ON orders (user_id)";
  expect(saidOfSql("MS206", { sql, autocommit: true })).toEqual([
    [
      "10 index:public.ix: lock_timeout (2s) can end the build of ix on orders while it waits for older transactions, and leave an INVALID index behind.",
      "Set both timeouts to 0 for this one statement: it blocks nobody while it waits.",
      "    with op.get_context().autocommit_block():",
      '        op.execute("SET lock_timeout = 0")',
      '        op.create_index("ix", "orders", ["user_id"], postgresql_concurrently=True)',
      "        op.execute(\"SET lock_timeout = '2s'\")",
    ].join("\n"),
  ]);
});

it("sees the other statements that wait in the same way", () => {
  const sql =
    "SET statement_timeout = 500; REINDEX TABLE CONCURRENTLY orders; ALTER TABLE events DETACH PARTITION events_2025 CONCURRENTLY";
  const said = saidOfSql("MS206", { sql, autocommit: true });
  expect(said).toHaveLength(2);
  expect(said.join()).toContain("a partition that is half detached");
});

it("sees a timeout that was measured, as the URL or the role sets it", () => {
  const sql = "CREATE INDEX CONCURRENTLY ix ON orders (user_id)";
  const [said] = saidOfSql("MS206", { sql, autocommit: true, traces: [{ lockTimeoutMs: 3000 }] });
  expect(said).toContain("lock_timeout (3000ms) can end the build of ix on orders");
});
