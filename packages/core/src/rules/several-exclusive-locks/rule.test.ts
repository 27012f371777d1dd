import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "ALTER TABLE orders ADD COLUMN tax numeric; ALTER TABLE users ADD COLUMN vat text";
  expect(saidOfSql("MS272", example)).toEqual([
    [
      "10 table:public.users.column:vat: users is locked for reads and writes while orders still is: in one transaction, until the commit.",
      "Change one table in each revision.",
      "    # one revision for each table:",
      "    #   orders",
      "    #   users",
    ].join("\n"),
  ]);
});
