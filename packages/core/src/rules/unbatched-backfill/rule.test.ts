import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what stays locked, and writes the batches", () => {
  expect(saidOfSql("MD402", "UPDATE orders SET note = '' WHERE note IS NULL")).toEqual([
    [
      "10 table:public.orders: Updates an unknown number of rows of orders in one transaction: each stays locked until the commit, and writes to it wait.",
      "Go through the table in batches by its key, each committed on its own.",
      "    with op.get_context().autocommit_block():",
      "        bind = op.get_bind()",
      '        high = bind.scalar(sa.text("SELECT coalesce(max(id), 0) FROM orders"))',
      "        for low in range(0, high, 10_000):",
      '            bind.execute(sa.text("UPDATE orders SET note = \'\' WHERE id > :low AND id <= :low + 10000 AND (note IS NULL)"), {"low": low})',
    ].join("\n"),
  ]);
});

it("does not take a key of another table, or a LIMIT on another column, for a bound", () => {
  const join = "UPDATE orders SET tax = 0 FROM users WHERE users.id = orders.user_id AND users.gone";
  expect(saidOfSql("MD402", join)).toHaveLength(1);
  expect(saidOfSql("MD402", "DELETE FROM orders WHERE user_id = 7")).toHaveLength(1);
});

it("does not take a WITH without LIMIT for a batch", () => {
  const sql =
    "WITH old AS (SELECT id FROM orders WHERE note IS NULL) UPDATE orders SET note = '' FROM old WHERE orders.id = old.id";
  expect(saidOfSql("MD402", sql)).toHaveLength(1);
});

it("keeps the alias that the condition uses", () => {
  expect(saidOfSql("MD402", "DELETE FROM orders o WHERE o.gone")[0]).toContain(
    "DELETE FROM orders AS o WHERE id > :low AND id <= :low + 10000 AND (o.gone)",
  );
});

it("goes through a table with a key that cannot be counted by what is left of it", () => {
  const setup = "CREATE TABLE orders (ref uuid PRIMARY KEY, note text)";
  expect(saidOfSql("MD402", { setup, sql: "UPDATE orders SET note = '' WHERE note IS NULL" })[0]).toContain(
    "WHERE ref IN (SELECT ref FROM orders WHERE note IS NULL LIMIT 10000)",
  );
});

it("does not repeat a condition on another table where that table is not", () => {
  const setup = "CREATE TABLE orders (ref uuid PRIMARY KEY, tax numeric)";
  const sql = "UPDATE orders SET tax = r.rate FROM rates r WHERE r.id = orders.rate_id";
  expect(saidOfSql("MD402", { setup, sql })[0]).toContain("(SELECT ref FROM orders WHERE … LIMIT 10000)");
});

it("knows a comparison of two literals that hits nothing", () => {
  expect(saidOfSql("MD402", "DELETE FROM orders WHERE 'kind' = 'old'")).toEqual([]);
});
