import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("counts the keys, and shows a narrower index", () => {
  const sql = "CREATE INDEX CONCURRENTLY ix ON orders (a, b, c, lower(d))";
  expect(saidOfSql("MS210", { sql, autocommit: true })).toEqual([
    [
      "10 index:public.ix: ix on orders has 4 keys: every write keeps all of them up, and few queries use more than the first.",
      "Keep the keys that narrow the search, the most selective first; columns that are only read belong into INCLUDE.",
      "    with op.get_context().autocommit_block():",
      '        op.drop_index("ix", "orders", postgresql_concurrently=True, if_exists=True)  # clears what a failed build left',
      '        op.create_index("ix", "orders", ["a", "b"], postgresql_include=["c"], postgresql_concurrently=True)',
    ].join("\n"),
  ]);
});

it("counts keys, not columns of the table", () => {
  expect(saidOfSql("MS210", "CREATE TABLE t (a int, b int, c int, d int, PRIMARY KEY (a, b, c, d))")).toEqual(
    [],
  );
});
