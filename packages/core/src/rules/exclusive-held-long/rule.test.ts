import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { exclusiveHeldLong } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(exclusiveHeldLong.examples.bad.map((example) => saidOfSql("MT301", example))).toMatchInlineSnapshot(`
    [
      [
        "10 table:public.orders: orders stays locked for reads and writes (ACCESS EXCLUSIVE) for 901 ms, to the end of the transaction.
    Move what takes long out of the transaction: into a revision of its own, before the lock or after it.",
      ],
    ]
  `);
});
