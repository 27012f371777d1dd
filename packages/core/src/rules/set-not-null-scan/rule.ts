import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { shownColumn, steps } from "../../lint/recipe.ts";
import { notNullInTwoRevisions } from "../../lint/recipe-constraint.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** SET NOT NULL that reads the whole table under the strongest lock. */
export const setNotNullScan = defineSqlRule({
  code: "MS218",
  name: "set-not-null-scan",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A column becomes NOT NULL and the whole table is read to prove it.",
    why: "`SET NOT NULL` holds an ACCESS EXCLUSIVE lock while it reads every row, so reads and writes wait.",
    fix: "Prove it first: a check NOT VALID, validated later. Postgres takes a valid check for an answer and reads nothing.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL",
      { sql: "ALTER TABLE orders ADD CONSTRAINT nn NOT NULL user_id", postgres: 18 },
      {
        sql: "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL",
        setup: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (user_id IS NOT NULL OR total = 0)",
      },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL",
        setup: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (user_id IS NOT NULL AND total > 0)",
      },
      {
        sql: "ALTER TABLE orders VALIDATE CONSTRAINT ck; ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL",
        setup: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (user_id IS NOT NULL) NOT VALID",
      },
      "CREATE TABLE orders (user_id bigint); ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL",
    ],
  },
  check: (statement, { postgres }) =>
    [
      ...effectsOfKind(statement, "set-not-null"),
      ...effectsOfKind(statement, "add-constraint").filter(
        ({ constraint }) => constraint.type === "not-null",
      ),
    ]
      .filter(({ scans }) => scans.length > 0)
      .map((effect) => ({
        effect,
        message: `Making ${shownColumn(effect.on.name, columnOf(effect))} NOT NULL reads all of ${effect.on.shown} under an ACCESS EXCLUSIVE lock: reads and writes wait.`,
        recipe: steps(notNullInTwoRevisions(effect.on, [columnOf(effect)], postgres)),
      })),
});

function columnOf(effect: Effect<"set-not-null"> | Effect<"add-constraint">): string {
  return effect.kind === "set-not-null" ? effect.column : (effect.constraint.columns[0] ?? "");
}
