import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const outside = (sql: string): string[] => saidOfSql("MS278", { sql, autocommit: true });

it("says what cannot run twice, and guards it", () => {
  expect(
    outside("ALTER TABLE orders ADD COLUMN tax numeric; ALTER TABLE users ADD COLUMN IF NOT EXISTS vat text"),
  ).toEqual([
    [
      "10 table:public.orders.column:tax: ADD COLUMN on orders, outside of a transaction and without a guard, cannot run a second time: when another statement of the revision fails, the next try fails here.",
      "Write it with IF EXISTS or IF NOT EXISTS, or put it into a revision of its own.",
      "    with op.get_context().autocommit_block():",
      '        op.add_column("orders", sa.Column("tax", sa.Numeric()), if_not_exists=True)',
    ].join("\n"),
  ]);
});

// squawk's prefer-robust-stmts.
it("is silent inside of a transaction and on one statement alone (squawk#308)", () => {
  expect(
    saidOfSql("MS278", "ALTER TABLE orders ADD COLUMN a text; ALTER TABLE orders ADD COLUMN b text"),
  ).toEqual([]);
  expect(
    outside("SET lock_timeout = '2s'; ALTER TABLE orders ADD COLUMN a text; RESET lock_timeout"),
  ).toEqual([]);
});

it("is silent on what repeats without harm (squawk#385)", () => {
  const harmless = [
    "ALTER TABLE orders VALIDATE CONSTRAINT ck",
    "ALTER TABLE orders ALTER COLUMN note SET DEFAULT ''",
    "ALTER TABLE orders ALTER COLUMN note DROP NOT NULL",
    "COMMENT ON TABLE orders IS 'x'",
    "GRANT SELECT ON orders TO PUBLIC",
    "VACUUM orders",
    "ANALYZE orders",
  ];
  expect(outside(harmless.join("; "))).toEqual([]);
});

it("leaves indexes that are built concurrently to MS205 (squawk#331)", () => {
  expect(
    outside("CREATE INDEX CONCURRENTLY a ON orders (a); CREATE INDEX CONCURRENTLY b ON orders (b)"),
  ).toEqual([]);
});

it("says where no guard exists", () => {
  const [finding] = outside("ALTER TABLE orders RENAME COLUMN note TO remark; ANALYZE orders");
  expect(finding).toContain("in a revision of its own, in the transaction");
});

it("takes the constraints of a guarded table for guarded too", () => {
  expect(
    outside("CREATE TABLE IF NOT EXISTS a (id bigint PRIMARY KEY CHECK (id > 0)); ANALYZE orders"),
  ).toEqual([]);
});
