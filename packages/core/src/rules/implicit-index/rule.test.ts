import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { implicitIndex } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(implicitIndex.examples.bad.map((example) => saidOfSql("MT308", example))).toMatchInlineSnapshot(`
    [
      [
        "10 index:public.ix: The index ix was built on orders under SHARE: writes wait until it is built.
    Build the index concurrently first, outside of the transaction; a constraint then takes it over with USING INDEX.
        with op.get_context().autocommit_block():
            op.execute("CREATE INDEX CONCURRENTLY ix ON orders (…)")",
      ],
      [
        "10 index:public.ix: The index ix was built on orders under SHARE: writes wait until it is built.
    Build the index concurrently first, outside of the transaction; a constraint then takes it over with USING INDEX.
        with op.get_context().autocommit_block():
            op.execute("CREATE INDEX CONCURRENTLY ix ON orders (…)")",
      ],
    ]
  `);
});
