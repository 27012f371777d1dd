import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what name Postgres would choose, and gives one", () => {
  expect(saidOfSql("MS208", "CREATE INDEX ON orders (user_id, lower(note))")).toEqual([
    [
      "10 index:public.orders_user_id_expr_idx: Postgres chooses the name of this index on orders: orders_user_id_expr_idx, or another where that one is taken.",
      "Name the index.",
      "    with op.get_context().autocommit_block():",
      '        op.drop_index("ix_orders_user_id_expr", "orders", postgresql_concurrently=True, if_exists=True)  # clears what a failed build left',
      '        op.execute("CREATE INDEX CONCURRENTLY ix_orders_user_id_expr ON orders (user_id, lower(note))")',
    ].join("\n"),
  ]);
});

it("builds the index of a new table in its transaction", () => {
  const [said] = saidOfSql("MS208", "CREATE TABLE orders (id bigint); CREATE INDEX ON orders (id)");
  expect(said).toContain('    op.create_index("ix_orders_id", "orders", ["id"])');
});
