import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { tableRewrite } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(tableRewrite.examples.bad.map((example) => saidOfSql("MT303", example))).toMatchInlineSnapshot(`
    [
      [
        "10 table:public.orders: orders was written anew, with all its indexes, under an ACCESS EXCLUSIVE lock: reads and writes wait for each of its rows.
    Add what is new beside the old: a column without a default, filled in batches, and the old one dropped in a later release.",
      ],
    ]
  `);
});
