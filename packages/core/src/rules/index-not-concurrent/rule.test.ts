import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "CREATE INDEX ix_orders_user ON orders (user_id)";
  expect(saidOfSql("MS201", example)).toEqual([
    [
      "10 index:public.ix_orders_user: Building the index ix_orders_user takes a SHARE lock on orders: writes wait until it is built.",
      "Build the index concurrently, outside of a transaction.",
      "    with op.get_context().autocommit_block():",
      '        op.drop_index("ix_orders_user", "orders", postgresql_concurrently=True, if_exists=True)  # clears what a failed build left',
      '        op.create_index("ix_orders_user", "orders", ["user_id"], postgresql_concurrently=True)',
    ].join("\n"),
  ]);
});
