import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "CREATE TABLE badges (id integer PRIMARY KEY, label text)";
  expect(saidOfSql("MS250", example)).toEqual([
    [
      "10 table:public.badges.column:id: The key badges.id is integer: after 2 147 483 647 each insert fails, and making it bigint then locks reads and writes out while the table is written anew.",
      "Make keys bigint from the start. Where a table stays small for sure, allow it with a reason.",
      '    # in op.create_table("badges", …)',
      '    sa.Column("id", sa.BigInteger(), primary_key=True)',
    ].join("\n"),
  ]);
});
it("leaves integers alone that are no key", () => {
  expect(
    saidOfSql(
      "MS250",
      "CREATE TABLE badges (id bigint PRIMARY KEY, weight integer NOT NULL, rank smallint UNIQUE)",
    ),
  ).toEqual([]);
});

it("leaves keys of several columns alone", () => {
  expect(
    saidOfSql("MS250", "CREATE TABLE tags (badge integer, tag integer, PRIMARY KEY (badge, tag))"),
  ).toEqual([]);
});

it("sees a key in a column that is added", () => {
  expect(saidOfSql("MS250", "ALTER TABLE orders ADD COLUMN id integer PRIMARY KEY")).not.toEqual([]);
});

it("sees a key that takes over an index", () => {
  expect(
    saidOfSql("MS250", {
      sql: "ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY USING INDEX orders_id",
      setup: "CREATE TABLE orders (id integer NOT NULL); CREATE UNIQUE INDEX orders_id ON orders (id)",
    }),
  ).not.toEqual([]);
});

it("is silent for the key that comes with LIKE, which was said of the other table", () => {
  expect(
    saidOfSql("MS250", {
      sql: "CREATE TABLE copies (LIKE badges INCLUDING ALL)",
      setup: "CREATE TABLE badges (id integer PRIMARY KEY)",
    }),
  ).toEqual([]);
});
