import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { steps } from "../../lint/recipe.ts";
import { inTwoRevisions } from "../../lint/recipe-constraint.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** ADD FOREIGN KEY that checks every row while both tables are locked against writes. */
export const fkWithoutNotValid = defineSqlRule({
  code: "MS211",
  name: "fk-without-not-valid",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A foreign key is added and every row is checked in the same statement.",
    why: "It holds SHARE ROW EXCLUSIVE locks on both tables until each row of the child has been looked up in the parent, so writes to both wait.",
    fix: "Add the key as NOT VALID, and validate it in a later revision: that lets writes go on.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id)",
      "ALTER TABLE orders ADD COLUMN user_id bigint DEFAULT 1 REFERENCES users (id)",
    ],
    good: [
      "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
      "ALTER TABLE orders ADD COLUMN user_id bigint REFERENCES users (id)",
      "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id))",
      {
        sql: "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id) NOT ENFORCED",
        postgres: 18,
      },
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "add-constraint")
      .filter(({ constraint, scans }) => constraint.type === "foreign-key" && scans.length > 0)
      .map((effect) => ({
        effect,
        message: `Adding the foreign key ${effect.constraint.name} checks every row of ${effect.on.shown} under SHARE ROW EXCLUSIVE locks: writes to ${waiting(effect)} wait.`,
        recipe: steps(inTwoRevisions(effect.on.name, effect.constraint)),
      })),
});

/** A parent that is new has no writers yet. */
function waiting({ on, parent }: Effect<"add-constraint">): string {
  const isOwn = parent === null || parent.isNew || parent.key === on.key;
  return isOwn ? on.shown : `${on.shown} and ${parent.shown}`;
}
