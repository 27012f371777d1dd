import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const SETUP = "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT ENFORCED";

it("says what waits, and what to write", () => {
  const sql = "ALTER TABLE orders ALTER CONSTRAINT fk ENFORCED";
  expect(saidOfSql("MS225", { sql, setup: SETUP, postgres: 18 })).toEqual([
    [
      "10 table:public.orders.constraint:fk: Enforcing fk checks every row of orders under an ACCESS EXCLUSIVE lock: reads and writes wait.",
      "Drop the constraint, add it again as NOT VALID, and validate it in a later revision.",
      "    # this revision",
      '    op.drop_constraint("fk", "orders")',
      '    op.create_foreign_key("fk", "orders", "users", ["user_id"], ["id"], postgresql_not_valid=True)',
      "    # the next revision",
      '    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk")',
    ].join("\n"),
  ]);
});

it("is silent on VALIDATE, which reads under a weak lock", () => {
  expect(
    saidOfSql("MS225", { sql: "ALTER TABLE orders VALIDATE CONSTRAINT fk", setup: SETUP, postgres: 18 }),
  ).toEqual([]);
});
