import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const KEY = "ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY USING INDEX pk_idx";

it("says what is read, and proves only what is open", () => {
  const setup =
    "CREATE TABLE orders (shop_id bigint NOT NULL, id bigint); CREATE UNIQUE INDEX pk_idx ON orders (shop_id, id)";
  expect(saidOfSql("MS215", { sql: KEY, setup })).toEqual([
    [
      "10 table:public.orders.constraint:pk: Making pk_idx the primary key reads all of orders under an ACCESS EXCLUSIVE lock, as id may hold NULL: reads and writes wait.",
      "Prove NOT NULL first, then let the key take over the index.",
      "    # this revision",
      '    op.create_check_constraint("orders_id_not_null", "orders", "id IS NOT NULL", postgresql_not_valid=True)',
      "    # the next revision",
      '    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT orders_id_not_null")',
      '    op.alter_column("orders", "id", nullable=False)',
      '    op.drop_constraint("orders_id_not_null", "orders")',
      "    # then",
      '    op.execute("ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY USING INDEX pk_idx")',
    ].join("\n"),
  ]);
});

it("says that an index is unknown", () => {
  expect(saidOfSql("MS215", KEY).join()).toContain("its columns, which are not known here, may hold NULL");
});

it("does not take a check that is not valid, or an OR, for a proof", () => {
  for (const check of ["CHECK (id IS NOT NULL) NOT VALID", "CHECK (id IS NOT NULL OR total = 0)"]) {
    const setup = `CREATE TABLE orders (id bigint, total int); CREATE UNIQUE INDEX pk_idx ON orders (id); ALTER TABLE orders ADD CONSTRAINT ck ${check}`;
    expect(saidOfSql("MS215", { sql: KEY, setup }), check).toHaveLength(1);
  }
});
