import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { invalidIndexLeft } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(invalidIndexLeft.examples.bad.map((example) => saidOfSql("MT313", example))).toMatchInlineSnapshot(`
    [
      [
        "10 index:public.ix_orders_user: The index ix_orders_user of orders is not valid when the revision has ended: writes pay for it, and no query uses it.
    Drop it concurrently and build it again.
        with op.get_context().autocommit_block():
            op.drop_index("ix_orders_user", "orders", postgresql_concurrently=True, if_exists=True)",
      ],
    ]
  `);
});
