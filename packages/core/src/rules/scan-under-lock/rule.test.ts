import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { scanUnderLock } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(scanUnderLock.examples.bad.map((example) => saidOfSql("MT305", example))).toMatchInlineSnapshot(`
    [
      [
        "10 table:public.orders: orders was read from end to end under ACCESS EXCLUSIVE: reads and writes wait for each of its rows.
    Let a constraint prove what the statement has to check: added as NOT VALID, validated in the next revision, which lets writes go on.",
      ],
    ]
  `);
});
