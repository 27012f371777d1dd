import { expect, it } from "vitest";
import { checkLint } from "../../lint/check-lint.ts";
import { statements } from "../../lint/parser.test-data.ts";
import { saidOfSql } from "../judge-sql.test-data.ts";
import { fkMissingIndex } from "./rule.ts";

const KEY = "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID";

it("says what is read, and what to write", () => {
  expect(saidOfSql("MS219", KEY)).toEqual([
    [
      "10 table:public.orders.constraint:fk: No index of orders begins with user_id: each row that users loses makes Postgres read all of orders.",
      "Build an index on the columns of the key.",
      "    with op.get_context().autocommit_block():",
      '        op.drop_index("ix_orders_user_id", "orders", postgresql_concurrently=True, if_exists=True)  # clears what a failed build left',
      '        op.create_index("ix_orders_user_id", "orders", ["user_id"], postgresql_concurrently=True)',
    ].join("\n"),
  ]);
});

it("builds the index of a new table with it", () => {
  const [said] = saidOfSql("MS219", "CREATE TABLE orders (user_id bigint REFERENCES users (id))");
  expect(said).toContain('    op.create_index("ix_orders_user_id", "orders", ["user_id"])');
});

it("looks at later revisions, and at the top of the way, not at its end", () => {
  const run = [
    ...statements([KEY]),
    ...statements(["CREATE INDEX CONCURRENTLY ix ON orders (user_id)"], {
      revision: "b2",
      transaction: null,
    }),
    ...statements(["DROP INDEX ix", "ALTER TABLE orders DROP CONSTRAINT fk"], {
      direction: "downgrade",
      transaction: 3,
    }),
  ];
  const found = (all: typeof run): number =>
    checkLint(
      { setup: [], statements: all, postgres: 16, assumed: { lockTimeout: true, statementTimeout: true } },
      { rules: [fkMissingIndex], isReported: () => true, isAskedFor: () => true },
    ).length;
  expect(found(run)).toBe(0);
  expect(found(run.filter(({ revision }) => revision !== "b2"))).toBe(1);
});

it("follows the table and the column through new names", () => {
  const rename = "ALTER TABLE orders RENAME TO sales; ALTER TABLE sales RENAME user_id TO buyer_id";
  expect(saidOfSql("MS219", `${KEY}; ${rename}; CREATE INDEX ix ON sales (buyer_id)`)).toEqual([]);
});

it("is silent on a key that is gone, and on one that is not enforced", () => {
  for (const drop of ["ALTER TABLE orders DROP CONSTRAINT fk", "DROP TABLE users CASCADE"])
    expect(saidOfSql("MS219", `${KEY}; ${drop}`), drop).toEqual([]);
  expect(saidOfSql("MS219", { sql: KEY.replace("NOT VALID", "NOT ENFORCED"), postgres: 18 })).toEqual([]);
});

it("does not count an index of another schema, or of another kind", () => {
  for (const index of [
    "CREATE INDEX ix ON archive.orders (user_id)",
    "CREATE INDEX ix ON orders USING brin (user_id)",
  ])
    expect(saidOfSql("MS219", `${KEY}; ${index}`), index).toHaveLength(1);
});
