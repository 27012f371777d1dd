import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const LONG = "CREATE TABLE orders (user_id bigint, day date); CREATE INDEX ix_long ON orders (user_id, day)";

it("says which index does the work already", () => {
  const sql = "CREATE INDEX CONCURRENTLY ix ON orders (user_id)";
  expect(saidOfSql("MS209", { sql, setup: LONG, autocommit: true })).toEqual([
    [
      "10 index:public.ix: ix on orders does nothing that ix_long (user_id, day) does not do: writes keep up both.",
      "Drop one of them.",
      "    # leave it out, or, where it exists:",
      "    with op.get_context().autocommit_block():",
      '        op.drop_index("ix", "orders", postgresql_concurrently=True)',
    ].join("\n"),
  ]);
});

it.each([
  ["another order", "CREATE INDEX ix ON orders (user_id DESC)"],
  ["another operator class", "CREATE INDEX ix ON orders (user_id int8_minmax_ops)"],
  ["another method", "CREATE INDEX ix ON orders USING hash (user_id)"],
  ["a unique one", "CREATE UNIQUE INDEX ix ON orders (user_id)"],
  ["a column that comes along", "CREATE INDEX ix ON orders (user_id) INCLUDE (note)"],
  ["an expression", "CREATE INDEX ix ON orders ((user_id + 1))"],
  ["another schema", "CREATE INDEX ix ON archive.orders (user_id)"],
])("leaves %s alone", (_, sql) => {
  expect(saidOfSql("MS209", { sql, setup: LONG })).toEqual([]);
});

it("names the later of two equal ones, once", () => {
  const sql = "CREATE TABLE t (a int); CREATE INDEX one ON t (a); CREATE INDEX two ON t (a)";
  const said = saidOfSql("MS209", sql);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("index:public.two");
});
