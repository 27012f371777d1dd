import { keyOf, shownKey } from "../../lint/names.ts";
import type { JudgedTransaction } from "../../lint/lint-run.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Two or more tables in use are locked against everybody in one transaction. */
export const severalExclusiveLocks = defineSqlRule({
  code: "MS272",
  name: "several-exclusive-locks",
  severity: "warning",
  judges: "transaction",
  docs: {
    what: "One transaction takes ACCESS EXCLUSIVE locks on several existing tables.",
    why: "The first table stays locked while the transaction waits for the second, and whoever locks them in the other order meets it in a deadlock.",
    fix: "Change one table in each revision.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD COLUMN tax numeric; ALTER TABLE users ADD COLUMN vat text",
      "DROP TABLE old_orders, old_users",
      {
        sql: "DROP TABLE orders",
        setup:
          "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (user_id bigint REFERENCES users)",
      },
    ],
    good: [
      "ALTER TABLE orders RENAME TO sales; ALTER TABLE sales ADD COLUMN note text",
      "ALTER TABLE orders ADD COLUMN tax numeric; ALTER TABLE orders ADD COLUMN vat numeric",
      "CREATE TABLE coupons (id bigint); ALTER TABLE coupons ADD COLUMN code text; ALTER TABLE orders ADD COLUMN coupon text",
      {
        sql: "ALTER TABLE orders ADD COLUMN tax numeric; ALTER TABLE users ADD COLUMN vat text",
        autocommit: true,
      },
    ],
  },
  check: (transaction) => {
    const tables = exclusivelyLocked(transaction);
    const [first, second] = tables;
    if (first === undefined || second === undefined) return [];
    return [
      {
        at: second.at,
        effect: second.effect,
        message: `${shownKey(second.relation)} is locked for reads and writes while ${others(tables)} still is: in one transaction, until the commit.`,
        recipe: [
          "# one revision for each table:",
          ...tables.map(({ relation }) => `#   ${shownKey(relation)}`),
        ],
      },
    ];
  },
});

/** The existing tables in the order in which they are locked. */
function exclusivelyLocked({ statements }: JudgedTransaction) {
  const seen = new Set<string>();
  return statements.flatMap((at) =>
    at.effects.flatMap((effect) => {
      // Under its new name it is the table that is locked already.
      if (effect.kind === "rename-relation" || effect.kind === "move-relation") seen.add(keyOf(effect.to));
      return effect.locks
        .filter(
          ({ mode, relation }) => mode === "AccessExclusive" && !seen.has(relation) && seen.add(relation),
        )
        .map(({ relation }) => ({ at, effect, relation }));
    }),
  );
}

function others(tables: readonly { readonly relation: string }[]): string {
  return shownKey(tables[0]?.relation ?? "");
}
