import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = {
    sql: "DROP TABLE order_lines",
    setup:
      "CREATE TABLE orders (id bigint PRIMARY KEY); CREATE TABLE order_lines (order_id bigint REFERENCES orders)",
  };
  expect(saidOfSql("MS241", example)).toEqual([
    [
      "10 table:public.order_lines: Drops order_lines under an ACCESS EXCLUSIVE lock: code that still uses it fails, its rows are gone and reads and writes of orders wait.",
      "Stop using the table in one release, and drop it in the next.",
      "    # this release: remove order_lines from the models and from all code",
      "    # a revision of the next release",
      '    op.drop_table("order_lines")',
    ].join("\n"),
  ]);
});
it("sees every table of the statement", () => {
  expect(saidOfSql("MS241", "DROP TABLE IF EXISTS scratch, audit_log").join("\n")).toContain(
    "Drops audit_log",
  );
});

it("is silent for tables of this transaction, renamed ones too", () => {
  expect(
    saidOfSql("MS241", "CREATE TABLE tmp (id bigint); ALTER TABLE tmp RENAME TO load; DROP TABLE load"),
  ).toEqual([]);
});

it("sees a table that an earlier revision of the same run made", () => {
  expect(
    saidOfSql("MS241", { sql: "DROP TABLE tmp_load", setup: "CREATE TABLE tmp_load (id bigint)" }),
  ).not.toEqual([]);
});
