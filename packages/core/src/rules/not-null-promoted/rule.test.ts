import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { notNullPromoted } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(notNullPromoted.examples.bad.map((example) => saidOfSql("MT318", example))).toMatchInlineSnapshot(`
    [
      [
        "10 table:public.orders.column:id: orders.id was nullable and is NOT NULL now: the table was read to prove it, and reads and writes wait for that.
    Make the column NOT NULL first, with a check that is added as NOT VALID and validated later.",
      ],
    ]
  `);
});
