import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { idleGap } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(idleGap.examples.bad.map((example) => saidOfSql("MT317", example))).toMatchInlineSnapshot(`
    [
      [
        "10 table:public.orders: Python took 1200 ms before this statement while orders was locked (ACCESS EXCLUSIVE, line 10): reads and writes wait for it.
    Do the work before the first statement that takes a lock, or in a revision of its own.",
      ],
    ]
  `);
});
