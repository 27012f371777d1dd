import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what is lost, and how to change the key in one statement", () => {
  expect(saidOfSql("MS226", "ALTER TABLE archive.orders DROP CONSTRAINT orders_pkey")).toEqual([
    [
      "10 table:archive.orders.constraint:orders_pkey: Dropping the primary key orders_pkey takes ACCESS EXCLUSIVE on archive.orders, so reads and writes wait, and leaves its rows without an identity.",
      "Build the index of the new key concurrently, and change the keys in one statement.",
      "    with op.get_context().autocommit_block():",
      '        op.drop_index("orders_new_idx", "orders", schema="archive", postgresql_concurrently=True, if_exists=True)  # clears what a failed build left',
      '        op.create_index("orders_new_idx", "orders", ["…"], schema="archive", unique=True, postgresql_concurrently=True)',
      '    op.execute("ALTER TABLE archive.orders DROP CONSTRAINT orders_pkey, ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_new_idx")',
    ].join("\n"),
  ]);
});

it("believes what it knows more than a name", () => {
  const setup = "CREATE TABLE orders (id bigint CONSTRAINT odd_pkey CHECK (id > 0))";
  expect(saidOfSql("MS226", { sql: "ALTER TABLE orders DROP CONSTRAINT odd_pkey", setup })).toEqual([]);
});

it("is not content with a new key that comes in another statement", () => {
  const sql =
    "ALTER TABLE orders DROP CONSTRAINT orders_pkey; ALTER TABLE orders ADD PRIMARY KEY USING INDEX ix";
  expect(saidOfSql("MS226", sql)).toHaveLength(1);
});
