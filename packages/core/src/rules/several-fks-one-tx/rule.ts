import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { JudgedStatement, JudgedTransaction } from "../../lint/lint-run.ts";
import { steps } from "../../lint/recipe.ts";
import { addNotValid, createForeignKey } from "../../lint/recipe-constraint.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Foreign keys to several tables in one transaction. */
export const severalFksOneTx = defineSqlRule({
  code: "MS224",
  name: "several-fks-one-tx",
  severity: "warning",
  judges: "transaction",
  docs: {
    what: "One transaction adds foreign keys to several existing tables.",
    why: "Each key takes SHARE ROW EXCLUSIVE on its parent, and all are held until the commit. A transaction of the application that writes the parents in another order meets it in a deadlock.",
    fix: "Add one key in each revision.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users NOT VALID; ALTER TABLE orders ADD FOREIGN KEY (shop_id) REFERENCES shops NOT VALID",
      "CREATE TABLE orders (user_id bigint REFERENCES users, shop_id bigint REFERENCES shops)",
    ],
    good: [
      "CREATE TABLE transfers (src bigint REFERENCES shops, dst bigint REFERENCES shops)",
      {
        sql: "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users NOT VALID; ALTER TABLE orders ADD FOREIGN KEY (shop_id) REFERENCES shops NOT VALID",
        autocommit: true,
      },
      "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (user_id bigint REFERENCES users, shop_id bigint REFERENCES shops)",
      "CREATE TABLE nodes (id bigint PRIMARY KEY, up bigint REFERENCES nodes, shop_id bigint REFERENCES shops)",
    ],
  },
  check: (transaction) => {
    const keys = keysOf(transaction);
    const [first, second] = keys;
    if (first === undefined || second === undefined) return [];
    return [
      {
        at: second.at,
        effect: second.effect,
        message: `Writes to ${parentOf(second)} wait for SHARE ROW EXCLUSIVE while those to ${parentOf(first)} still do: the foreign keys of one transaction hold the locks on ${keys.map(parentOf).join(", ")} until the commit.`,
        recipe: steps(keys.map((key, at) => [`revision ${at + 1}`, [lineOf(key.effect)]])),
      },
    ];
  },
});

interface Key {
  readonly at: JudgedStatement;
  readonly effect: Effect<"add-constraint">;
}

/** The first key to each parent that existed before. */
function keysOf({ statements }: JudgedTransaction): readonly Key[] {
  const seen = new Set<string>();
  return statements.flatMap((at) =>
    effectsOfKind(at, "add-constraint")
      .filter(
        ({ on, parent }) =>
          parent !== null &&
          !parent.isNew &&
          parent.key !== on.key &&
          !seen.has(parent.key) &&
          seen.add(parent.key),
      )
      .map((effect) => ({ at, effect })),
  );
}

function parentOf({ effect }: Key): string {
  return effect.parent?.shown ?? "";
}

/** A new table has no rows, so its keys need no NOT VALID. */
function lineOf({ on, constraint }: Effect<"add-constraint">): string {
  return on.isNew ? createForeignKey(on.name, constraint) : addNotValid(on.name, constraint);
}
