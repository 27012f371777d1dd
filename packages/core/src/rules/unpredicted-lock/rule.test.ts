import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { unpredictedLock } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(unpredictedLock.examples.bad.map((example) => saidOfSql("MT310", example))).toMatchInlineSnapshot(`
    [
      [
        "10 table:public.orders: Took ACCESS EXCLUSIVE on orders, which the statement does not show: reads and writes wait until the transaction ends.
    Write what the block or function does as operations of its own, or mind the lock when you deploy.",
      ],
    ]
  `);
});

it("leaves Alembic's own table", () => {
  const locks = { "public.alembic_version": "AccessExclusive" } as const;
  expect(saidOfSql("MT310", { sql: "SELECT 1", traces: [{ locks }] })).toEqual([]);
});
