import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { lockWithoutTimeout } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(lockWithoutTimeout.examples.bad.map((example) => saidOfSql("MT306", example)))
    .toMatchInlineSnapshot(`
    [
      [
        "10 table:public.orders: Took ACCESS EXCLUSIVE on orders and would wait for it without end, with reads and writes behind it.
    Deploy with \`migrun upgrade\`, which sets \`lock_timeout\` and tries again, or set it in the revision.
        op.execute("SET LOCAL lock_timeout = '5s'")",
      ],
    ]
  `);
});
