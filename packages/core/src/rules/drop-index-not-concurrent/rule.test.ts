import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const SETUP = "CREATE TABLE archive.orders (user_id bigint); CREATE INDEX ix ON archive.orders (user_id)";

it("says what waits, and what to write", () => {
  expect(saidOfSql("MS202", { sql: "DROP INDEX archive.ix", setup: SETUP })).toEqual([
    [
      "10 index:archive.ix: Dropping the index archive.ix takes an ACCESS EXCLUSIVE lock on archive.orders: reads and writes wait for it, and it waits for the slowest of them.",
      "Drop the index concurrently, outside of a transaction.",
      "    with op.get_context().autocommit_block():",
      '        op.drop_index("ix", "orders", schema="archive", postgresql_concurrently=True)',
    ].join("\n"),
  ]);
});

it("names every index of a list", () => {
  expect(saidOfSql("MS202", "DROP INDEX a, b")).toHaveLength(2);
});

it("does not offer CONCURRENTLY where Postgres refuses it", () => {
  const setup = "CREATE TABLE events (day date) PARTITION BY RANGE (day); CREATE INDEX ix ON events (day)";
  const [said] = saidOfSql("MS202", { sql: "DROP INDEX ix", setup });
  expect(said).toContain("SET LOCAL lock_timeout");
  expect(said).not.toContain("postgresql_concurrently");
});

it("does not take an index of another schema for the new one", () => {
  const sql = "CREATE TABLE archive.t (id bigint); CREATE INDEX ix ON archive.t (id); DROP INDEX public.ix";
  expect(saidOfSql("MS202", sql)).toHaveLength(1);
});
