import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what is lost and what waits, and how to delete", () => {
  expect(saidOfSql("MD403", "TRUNCATE orders")).toEqual([
    [
      "10 table:public.orders: Empties orders under an ACCESS EXCLUSIVE lock: its data is gone, and reads and writes wait until the commit.",
      "Keep the data, or delete in batches what nobody needs.",
      "    with op.get_context().autocommit_block():",
      "        bind = op.get_bind()",
      '        high = bind.scalar(sa.text("SELECT coalesce(max(id), 0) FROM orders"))',
      "        for low in range(0, high, 10_000):",
      '            bind.execute(sa.text("DELETE FROM orders WHERE id > :low AND id <= :low + 10000"), {"low": low})',
    ].join("\n"),
  ]);
});

it("goes through a table by its own key", () => {
  const numbers = { setup: "CREATE TABLE orders (number bigint PRIMARY KEY)", sql: "TRUNCATE orders" };
  expect(saidOfSql("MD403", numbers)[0]).toContain(
    "DELETE FROM orders WHERE number > :low AND number <= :low + 10000",
  );
  const words = { setup: "CREATE TABLE orders (ref uuid PRIMARY KEY)", sql: "TRUNCATE orders" };
  expect(saidOfSql("MD403", words)[0]).toContain(
    "DELETE FROM orders WHERE ref IN (SELECT ref FROM orders LIMIT 10000)",
  );
});

it("is said of each table, and not of one of the same name that is new", () => {
  expect(saidOfSql("MD403", "TRUNCATE orders, users")).toHaveLength(2);
  expect(saidOfSql("MD403", "CREATE TABLE archive.orders (id bigint); TRUNCATE orders")).toHaveLength(1);
});
