import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { steps, validate } from "../../lint/recipe.ts";
import { addBareColumn, addNotValid } from "../../lint/recipe-constraint.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A check that is proved for every row under the strongest lock. */
export const checkWithoutNotValid = defineSqlRule({
  code: "MS212",
  name: "check-without-not-valid",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A check is added and every row is read in the same statement.",
    why: "It holds an ACCESS EXCLUSIVE lock until the last row is read, so reads and writes wait. A check that is written with a new column reads all rows too, although they are all NULL there.",
    fix: "Add the check as NOT VALID, and validate it in a later revision: that lets reads and writes go on.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total >= 0)",
      "ALTER TABLE orders ADD COLUMN floor integer CHECK (floor > 0)",
      "ALTER TABLE orders ADD COLUMN floor integer; ALTER TABLE orders ADD CHECK (floor > 0)",
    ],
    good: [
      "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total >= 0) NOT VALID",
      "CREATE TABLE orders (id bigint, total numeric CHECK (total >= 0)); ALTER TABLE orders ADD CHECK (id > 0)",
      { sql: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total >= 0) NOT ENFORCED", postgres: 18 },
      {
        sql: "ALTER TABLE orders VALIDATE CONSTRAINT ck",
        setup: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total >= 0) NOT VALID",
      },
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "add-constraint")
      .filter(({ constraint, scans }) => constraint.type === "check" && scans.length > 0)
      .map((effect) => ({
        effect,
        message: `Adding the check ${effect.constraint.name} reads all of ${effect.on.shown} under an ACCESS EXCLUSIVE lock: reads and writes wait.`,
        recipe: recipe(effect),
      })),
});

function recipe({ on, constraint, inline }: Effect<"add-constraint">): readonly string[] {
  const column = inline === null ? [] : [addBareColumn(on.name, inline)];
  return steps([
    ["this revision", [...column, addNotValid(on.name, constraint)]],
    ["the next revision", [validate(on.name, constraint.name)]],
  ]);
}
