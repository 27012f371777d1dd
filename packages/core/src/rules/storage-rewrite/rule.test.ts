import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  expect(saidOfSql("MS288", "ALTER TABLE orders SET TABLESPACE fast")).toEqual([
    [
      "10 table:public.orders: SET TABLESPACE fast copies orders under an ACCESS EXCLUSIVE lock: reads and writes wait.",
      "Make a new table with the wanted storage, fill it in batches, and swap the names.",
      "    # this revision",
      '    op.execute("CREATE TABLE orders_new (LIKE orders INCLUDING ALL) TABLESPACE fast")',
      "    # the next revision, while the application writes both",
      "    with op.get_context().autocommit_block():",
      "        bind = op.get_bind()",
      '        high = bind.scalar(sa.text("SELECT coalesce(max(id), 0) FROM orders"))',
      "        for low in range(0, high, 10_000):",
      '            bind.execute(sa.text("INSERT INTO orders_new SELECT * FROM orders WHERE id > :low AND id <= :low + 10000 ON CONFLICT DO NOTHING"), {"low": low})',
      "    # then, in one short transaction",
      '    op.rename_table("orders", "orders_old")',
      '    op.rename_table("orders_new", "orders")',
    ].join("\n"),
  ]);
});

it("believes the catalog that nothing changes, and the server that nothing was written", () => {
  const setup = "CREATE UNLOGGED TABLE orders (id bigint)";
  expect(saidOfSql("MS288", { setup, sql: "ALTER TABLE orders SET UNLOGGED" })).toEqual([]);
  expect(saidOfSql("MS288", { setup, sql: "ALTER TABLE orders SET LOGGED" })).toHaveLength(1);
  const sql = "ALTER TABLE orders SET LOGGED";
  expect(saidOfSql("MS288", { sql, traces: [{ locks: { "public.orders": "AccessExclusive" } }] })).toEqual(
    [],
  );
});
