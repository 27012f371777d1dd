import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says that the server refuses it, and puts it into an autocommit block", () => {
  expect(saidOfSql("MS279", "VACUUM (ANALYZE) orders")).toEqual([
    [
      "10 table:public.orders: VACUUM of orders cannot run inside of a transaction: the server refuses it (25001).",
      "Run it in an autocommit block, in a revision of its own.",
      "    with op.get_context().autocommit_block():",
      '        op.execute("VACUUM (ANALYZE) orders")',
    ].join("\n"),
  ]);
});

it("is said once of a command on several tables", () => {
  expect(saidOfSql("MS279", "VACUUM orders, users")).toHaveLength(1);
});

it("knows partitioned tables, which are reindexed and clustered one partition after the other", () => {
  const setup = "CREATE TABLE events (day date) PARTITION BY RANGE (day); CREATE TABLE orders (id bigint)";
  expect(saidOfSql("MS279", { setup, sql: "REINDEX TABLE events" })).toHaveLength(1);
  expect(saidOfSql("MS279", { setup, sql: "REINDEX TABLE orders" })).toEqual([]);
});
