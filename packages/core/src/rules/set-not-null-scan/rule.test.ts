import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL";
  expect(saidOfSql("MS218", example)).toEqual([
    [
      "10 table:public.orders.column:user_id: Making orders.user_id NOT NULL reads all of orders under an ACCESS EXCLUSIVE lock: reads and writes wait.",
      "Prove it first: a check NOT VALID, validated later. Postgres takes a valid check for an answer and reads nothing.",
      "    # this revision",
      '    op.create_check_constraint("orders_user_id_not_null", "orders", "user_id IS NOT NULL", postgresql_not_valid=True)',
      "    # the next revision",
      '    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT orders_user_id_not_null")',
      '    op.alter_column("orders", "user_id", nullable=False)',
      '    op.drop_constraint("orders_user_id_not_null", "orders")',
    ].join("\n"),
  ]);
});
