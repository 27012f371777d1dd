import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says under which lock the table is read, and takes the statement apart", () => {
  const example = "ALTER TABLE orders ADD COLUMN tax numeric, VALIDATE CONSTRAINT orders_total_ck";
  expect(saidOfSql("MS299", example)).toEqual([
    [
      "10 table:public.orders.constraint:orders_total_ck: Validates orders_total_ck under ACCESS EXCLUSIVE, which the other clauses take on orders: reads and writes wait while the whole table is read.",
      "Validate in a statement of its own, before the other changes or in another revision.",
      "    # this revision",
      '    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT orders_total_ck")',
      "    # the next revision: the other changes of orders",
      '    op.add_column("orders", sa.Column("tax", sa.Numeric()))',
    ].join("\n"),
  ]);
});

it("knows a lock that stops writes alone", () => {
  const sql =
    "ALTER TABLE orders VALIDATE CONSTRAINT a_ck, ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID";
  expect(saidOfSql("MS299", sql)[0]).toContain(
    "under SHARE ROW EXCLUSIVE, which the other clauses take on orders: writes wait",
  );
});

it("is silent where the table is new", () => {
  const sql =
    "CREATE TABLE orders (id bigint, CONSTRAINT a_ck CHECK (id > 0)); ALTER TABLE orders ADD COLUMN t text, VALIDATE CONSTRAINT a_ck";
  expect(saidOfSql("MS299", sql)).toEqual([]);
});
