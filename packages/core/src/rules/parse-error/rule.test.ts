import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "ALTER TABLE orders ADD COLUM tax numeric(";
  expect(saidOfSql("MS298", example)).toEqual([
    [
      '10 null: PostgreSQL\'s parser stops in line 1 of the statement: syntax error at or near "numeric".',
      "Mend the statement at the place that the parser names.",
    ].join("\n"),
  ]);
});
