import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { lockUpgrade } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(lockUpgrade.examples.bad.map((example) => saidOfSql("MT311", example))).toMatchInlineSnapshot(`
    [
      [
        "10 table:public.orders: The transaction held ROW EXCLUSIVE on orders and now takes ACCESS EXCLUSIVE: another one that does the same, or writes and changes it, meets it in a deadlock.
    Take the stronger lock first: the change of the table before the change of its rows, or each in a revision of its own.",
      ],
    ]
  `);
});
