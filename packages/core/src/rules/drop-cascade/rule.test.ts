import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = {
    sql: "DROP TABLE orders CASCADE",
    setup:
      "CREATE TABLE orders (id bigint PRIMARY KEY); CREATE TABLE order_lines (order_id bigint CONSTRAINT lines_fk REFERENCES orders)",
  };
  expect(saidOfSql("MS248", example)).toEqual([
    [
      "10 table:public.orders: Drops the table orders and everything that depends on it: views, keys and columns that nobody named go too, under ACCESS EXCLUSIVE locks on orders and each of their tables.",
      "Drop each dependent object by its name, and the object without CASCADE: it fails if something was forgotten.",
      "    # first what depends on it, each by its name",
      '    op.drop_constraint("lines_fk", "order_lines")',
      "    # then, without CASCADE",
      '    op.drop_table("orders")',
    ].join("\n"),
  ]);
});
it("does not take ON DELETE CASCADE for DROP CASCADE", () => {
  expect(
    saidOfSql(
      "MS248",
      "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE NOT VALID",
    ),
  ).toEqual([]);
});

it("is silent for a constraint on which nothing can depend", () => {
  expect(
    saidOfSql("MS248", {
      sql: "ALTER TABLE orders DROP CONSTRAINT fk CASCADE",
      setup: "CREATE TABLE orders (user_id bigint CONSTRAINT fk REFERENCES users)",
    }),
  ).toEqual([]);
});

it("sees the constraint on which foreign keys depend", () => {
  expect(
    saidOfSql("MS248", {
      sql: "ALTER TABLE orders DROP CONSTRAINT orders_pkey CASCADE",
      setup: "CREATE TABLE orders (id bigint PRIMARY KEY)",
    }),
  ).not.toEqual([]);
});

it("leaves TRUNCATE CASCADE to another rule", () => {
  expect(saidOfSql("MS248", "TRUNCATE orders CASCADE")).toEqual([]);
});
