import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "UPDATE orders SET tax = 0";
  expect(saidOfSql("MD401", example)).toEqual([
    [
      "10 table:public.orders: Updates every row of orders in one transaction: all of them stay locked until the commit.",
      "Go through the table in batches by its key, each committed on its own.",
      "    with op.get_context().autocommit_block():",
      "        bind = op.get_bind()",
      '        high = bind.scalar(sa.text("SELECT coalesce(max(id), 0) FROM orders"))',
      "        for low in range(0, high, 10_000):",
      '            bind.execute(sa.text("UPDATE orders SET tax = 0 WHERE id > :low AND id <= :low + 10000"), {"low": low})',
    ].join("\n"),
  ]);
});
