import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "CREATE TYPE parcel_size AS ENUM ('s', 'm', 'l')";
  expect(saidOfSql("MS257", example)).toEqual([
    [
      "10 type:public.parcel_size: Values of the enum parcel_size can never be removed: a smaller list will write each table that uses it anew under an ACCESS EXCLUSIVE lock, while reads and writes wait.",
      "Use a table of the values with a foreign key, or text with a check.",
      '    table = op.create_table("parcel_size", sa.Column("name", sa.Text(), primary_key=True))',
      '    op.bulk_insert(table, [{"name": "s"}, {"name": "m"}, {"name": "l"}])',
    ].join("\n"),
  ]);
});
it("is silent for other types and for words in texts", () => {
  expect(saidOfSql("MS257", "CREATE TYPE pair AS (a int, b int); COMMENT ON TYPE pair IS 'AS ENUM'")).toEqual(
    [],
  );
});
