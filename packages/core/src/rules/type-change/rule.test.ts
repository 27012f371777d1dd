import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "ALTER TABLE orders ALTER COLUMN ref TYPE bigint";
  expect(saidOfSql("MS235", example)).toEqual([
    [
      "10 table:public.orders.column:ref: Changing orders.ref (the old type is unknown) to bigint writes orders and its indexes anew under an ACCESS EXCLUSIVE lock: reads and writes wait.",
      "Add a column of the new type, write both, fill the old rows in batches, move the readers, and drop the old one in a later release.",
      "    # this release",
      '    op.add_column("orders", sa.Column("ref_new", sa.BigInteger()))',
      "    # then: write both columns, fill the old rows in batches, read the new one",
      "    # a later release: drop the old column",
    ].join("\n"),
  ]);
});
