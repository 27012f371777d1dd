import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "CREATE INDEX CONCURRENTLY ix_orders_user ON orders (user_id)";
  expect(saidOfSql("MS203", example)).toEqual([
    [
      "10 index:public.ix_orders_user: CREATE INDEX CONCURRENTLY ix_orders_user cannot run inside of a transaction: the server refuses it.",
      "Run it in an autocommit block.",
      "    with op.get_context().autocommit_block():",
      '        op.create_index("ix_orders_user", "orders", ["user_id"], postgresql_concurrently=True)',
    ].join("\n"),
  ]);
});
