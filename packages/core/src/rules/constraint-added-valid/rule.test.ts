import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { constraintAddedValid } from "./rule.ts";

it("says what was measured, and what to do", () => {
  expect(constraintAddedValid.examples.bad.map((example) => saidOfSql("MT307", example)))
    .toMatchInlineSnapshot(`
      [
        [
          "10 table:public.orders.constraint:ck_total: The check ck_total was added to orders and every row was checked at once: reads and writes wait for each of its rows.
      Add the constraint as NOT VALID, and validate it in a later revision: that lets writes go on.
          # as NOT VALID in this revision, and in the next one:
          op.execute("ALTER TABLE orders VALIDATE CONSTRAINT ck_total")",
        ],
        [
          "10 table:public.orders.constraint:ck_total: The check ck_total was added to orders and every row was checked at once: reads and writes wait for each of its rows.
      Add the constraint as NOT VALID, and validate it in a later revision: that lets writes go on.
          # as NOT VALID in this revision, and in the next one:
          op.execute("ALTER TABLE orders VALIDATE CONSTRAINT ck_total")",
        ],
      ]
    `);
});
