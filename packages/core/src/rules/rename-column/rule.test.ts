import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = {
    sql: "ALTER TABLE archive.orders RENAME COLUMN ref TO reference",
    setup: "CREATE TABLE archive.orders (ref varchar(40))",
  };
  expect(saidOfSql("MS238", example)).toEqual([
    [
      "10 table:archive.orders.column:ref: Renames archive.orders.ref to reference under an ACCESS EXCLUSIVE lock: running code that still says ref fails on every read and write of archive.orders.",
      "Give the attribute of the model the new name and leave the column its own; or add a new column, write both, and drop the old one in a later release.",
      "    # no revision: in the model only the attribute changes",
      '    reference = sa.Column("ref", …)',
      "    # or this release: a new column, both written, the old rows filled in batches",
      '    op.add_column("orders", sa.Column("reference", sa.String(40)), schema="archive")',
      "    # and a release after the last one that reads the old column",
      '    op.drop_column("orders", "ref", schema="archive")',
    ].join("\n"),
  ]);
});
it("is silent for a column that the same transaction added", () => {
  expect(
    saidOfSql("MS238", "ALTER TABLE orders ADD COLUMN ref text; ALTER TABLE orders RENAME ref TO reference"),
  ).toEqual([]);
});

it("is silent where the words stand in a text", () => {
  expect(
    saidOfSql("MS238", "COMMENT ON TABLE orders IS 'ALTER TABLE orders RENAME COLUMN ref TO reference'"),
  ).toEqual([]);
});

it("sees a column of a table that an earlier revision made", () => {
  expect(
    saidOfSql("MS238", {
      sql: "ALTER TABLE orders RENAME COLUMN ref TO reference",
      setup: "CREATE TABLE orders (ref text)",
    }),
  ).not.toEqual([]);
});
