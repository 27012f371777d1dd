import type { Effect } from "../../lint/effects/effect.ts";
import type { JudgedStatement, JudgedTransaction } from "../../lint/lint-run.ts";
import { keyOf, shownKey } from "../../lint/names.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Two or more tables in use are locked against everybody in one transaction. */
export const severalExclusiveLocks = defineSqlRule({
  code: "MS272",
  name: "several-exclusive-locks",
  severity: "warning",
  judges: "transaction",
  docs: {
    what: "One transaction changes several existing tables, each under an ACCESS EXCLUSIVE lock.",
    why: "The first table stays locked while the transaction waits for the second, and whoever locks them in the other order meets it in a deadlock.",
    fix: "Change one table in each revision.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD COLUMN tax numeric; ALTER TABLE users ADD COLUMN vat text",
      "DROP TABLE old_orders, old_users",
    ],
    good: [
      "ALTER TABLE orders RENAME TO sales; ALTER TABLE sales ADD COLUMN note text",
      // The parent of its key is locked with it: two revisions could not do it otherwise.
      {
        sql: "DROP TABLE orders",
        setup:
          "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (user_id bigint REFERENCES users)",
      },
      "ALTER TABLE orders ADD COLUMN tax numeric; ALTER TABLE orders ADD COLUMN vat numeric",
      "CREATE TABLE coupons (id bigint); ALTER TABLE coupons ADD COLUMN code text; ALTER TABLE orders ADD COLUMN coupon text",
      {
        sql: "ALTER TABLE orders ADD COLUMN tax numeric; ALTER TABLE users ADD COLUMN vat text",
        autocommit: true,
      },
    ],
  },
  check: (transaction) => {
    const groups = exclusivelyLocked(transaction);
    const [first, second] = groups;
    if (first === undefined || second === undefined) return [];
    return [
      {
        at: second.at,
        effect: second.effect,
        message: `${second.tables[0]} is locked for reads and writes while ${first.tables[0]} still is: in one transaction, until the commit.`,
        recipe: [
          "# one revision for each line:",
          ...groups.map(({ tables }) => `#   ${tables.join(", with ")}`),
        ],
      },
    ];
  },
});

interface LockedTogether {
  readonly at: JudgedStatement;
  readonly effect: Effect;
  /** As messages show them, in the order in which they are locked. */
  readonly tables: string[];
}

/**
 * The existing tables in the order in which they are locked. What one change of one table locks besides, the parent of
 * its key or its partitions, is locked together with it: no revision could do one without the other.
 */
function exclusivelyLocked({ statements }: JudgedTransaction): readonly LockedTogether[] {
  const groups: LockedTogether[] = [];
  const seen = new Set<string>();
  /** The first name of a table that got another one. */
  const firstName = new Map<string, string>();
  const nameOf = (key: string): string => firstName.get(key) ?? key;
  for (const at of statements) {
    const ofTable = new Map<string | null, LockedTogether>();
    for (const effect of at.effects) {
      const changed = effect.on?.key ?? null;
      for (const { mode, relation } of effect.locks) {
        if (mode !== "AccessExclusive" || seen.has(nameOf(relation))) continue;
        seen.add(nameOf(relation));
        const group = ofTable.get(changed) ?? { at, effect, tables: [] };
        if (!ofTable.has(changed)) groups.push(group);
        ofTable.set(changed, group);
        group.tables.push(shownKey(nameOf(relation)));
      }
      if (effect.kind === "move-relation" || effect.kind === "rename-relation")
        firstName.set(keyOf(effect.to), nameOf(effect.on.key));
    }
  }
  return groups;
}
