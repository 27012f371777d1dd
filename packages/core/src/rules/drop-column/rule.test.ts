import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "ALTER TABLE orders DROP COLUMN memo";
  expect(saidOfSql("MS240", example)).toEqual([
    [
      "10 table:public.orders.column:memo: Drops orders.memo: code that still maps it fails, and its data is gone.",
      "Stop mapping the column in one release, and drop it in the next.",
      "    # this release: remove memo from the model, with a default or nullable in the database",
      "    # a revision of the next release",
      '    op.drop_column("orders", "memo")',
    ].join("\n"),
  ]);
});
