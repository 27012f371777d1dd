import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const setup = "CREATE TABLE users (id bigint PRIMARY KEY, code varchar(9) UNIQUE, ref uuid UNIQUE)";

it("names both types, and gives the column the right one", () => {
  const sql = "CREATE TABLE orders (id bigint, user_id integer REFERENCES users (id))";
  expect(saidOfSql("MS220", { sql, setup })).toEqual([
    [
      "10 table:public.orders.constraint:orders_user_id_fkey: orders.user_id is integer, and users.id, which it points to, bigint.",
      "Give the column the type of the one it points to.",
      '    sa.Column("user_id", sa.BigInteger())  # in op.create_table("orders", …)',
    ].join("\n"),
  ]);
});

it("sees a column that the same statement adds, and the key that goes without saying", () => {
  const sql = "ALTER TABLE orders ADD COLUMN user_id integer, ADD FOREIGN KEY (user_id) REFERENCES users";
  expect(saidOfSql("MS220", { sql, setup }).join()).toContain('sa.Column("user_id_new", sa.BigInteger())');
});

it("compares within one table", () => {
  expect(
    saidOfSql("MS220", "CREATE TABLE nodes (id bigint PRIMARY KEY, up int REFERENCES nodes)"),
  ).toHaveLength(1);
  expect(
    saidOfSql("MS220", "CREATE TABLE nodes (id bigint PRIMARY KEY, up bigint REFERENCES nodes)"),
  ).toEqual([]);
});

it.each([
  ["a serial is an integer", "CREATE TABLE o (user_id bigserial REFERENCES users)"],
  ["a text is a text", "CREATE TABLE o (code text REFERENCES users (code))"],
  [
    "a domain is its base",
    "CREATE DOMAIN user_id AS bigint; CREATE TABLE o (user_id user_id REFERENCES users)",
  ],
  ["another users", "CREATE TABLE o (user_id integer REFERENCES archive.users (id))"],
])("knows that %s", (_, sql) => {
  expect(saidOfSql("MS220", { sql, setup })).toEqual([]);
});
