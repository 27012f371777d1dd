import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { indexRewrite } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(indexRewrite.examples.bad.map((example) => saidOfSql("MT304", example))).toMatchInlineSnapshot(`
    [
      [
        "10 index:public.ix_orders_user: The index ix_orders_user of orders was built anew: writes to the table wait for it.
    Build a new index concurrently beside the old one, outside of the transaction, or use REINDEX CONCURRENTLY.
        with op.get_context().autocommit_block():
            op.execute("REINDEX INDEX CONCURRENTLY ix_orders_user")",
      ],
    ]
  `);
});

it("knows the index that a change of type made again", () => {
  const example = {
    sql: "ALTER TABLE orders ALTER COLUMN made TYPE timestamptz",
    setup: "CREATE TABLE orders (made timestamp); CREATE INDEX ix ON orders (made); SET timezone = 'UTC'",
    traces: [
      {
        locks: { "public.orders": "AccessExclusive" as const },
        scans: ["public.orders"],
        indexes: [{ name: "ix", table: "public.orders", unique: false, valid: true }],
      },
    ],
  };
  expect(saidOfSql("MT308", example)).toEqual([]);
  expect(saidOfSql("MT304", example)[0]).toContain(
    "ix of orders was built anew for the new type of a column",
  );
});
