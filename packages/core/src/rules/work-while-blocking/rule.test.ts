import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { workWhileBlocking } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(workWhileBlocking.examples.bad.map((example) => saidOfSql("MT302", example))).toMatchInlineSnapshot(`
    [
      [
        "10 table:public.orders: users is read from end to end while orders is locked (ACCESS EXCLUSIVE, line 10): reads and writes wait until it is done.
    Put the work into a revision of its own, so that each transaction ends at once after its lock.",
      ],
    ]
  `);
});

it("leaves SET NOT NULL behind an index to the rule on it", () => {
  const sql = "CREATE INDEX ix ON orders (note); ALTER TABLE orders ALTER COLUMN note SET NOT NULL";
  const traces = [
    { locks: { "public.orders": "Share" as const }, scans: ["public.orders"] },
    { locks: { "public.orders": "AccessExclusive" as const }, scans: ["public.orders"] },
  ];
  expect(saidOfSql("MS218", { sql, traces })).toHaveLength(1);
  expect(saidOfSql("MT302", { sql, traces })).toEqual([]);
});
