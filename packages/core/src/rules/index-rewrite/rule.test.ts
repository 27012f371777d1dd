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
