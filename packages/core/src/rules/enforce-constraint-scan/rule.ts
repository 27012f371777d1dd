import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { py, schemaOf, steps, validate } from "../../lint/recipe.ts";
import { addNotValid } from "../../lint/recipe-constraint.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** ALTER CONSTRAINT … ENFORCED, which proves the constraint under the strongest lock. */
export const enforceConstraintScan = defineSqlRule({
  code: "MS225",
  name: "enforce-constraint-scan",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A constraint that was not enforced becomes enforced, and every row is checked.",
    why: "`ALTER CONSTRAINT … ENFORCED` (18) holds ACCESS EXCLUSIVE until each row is checked, so reads and writes wait.",
    fix: "Drop the constraint, add it again as NOT VALID, and validate it in a later revision.",
  },
  examples: {
    bad: [{ sql: "ALTER TABLE orders ALTER CONSTRAINT fk ENFORCED", postgres: 18 }],
    good: [
      "ALTER TABLE orders ALTER CONSTRAINT fk DEFERRABLE",
      { sql: "ALTER TABLE orders ALTER CONSTRAINT fk NOT ENFORCED", postgres: 18 },
      {
        sql: "CREATE TABLE orders (user_id bigint CONSTRAINT fk REFERENCES users (id) NOT ENFORCED); ALTER TABLE orders ALTER CONSTRAINT fk ENFORCED",
        postgres: 18,
      },
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "alter-constraint")
      .filter(({ enforced, scans }) => enforced === true && scans.length > 0)
      .map((effect) => ({
        effect,
        message: `Enforcing ${effect.constraint} checks every row of ${effect.on.shown} under an ACCESS EXCLUSIVE lock: reads and writes wait.`,
        recipe: recipe(effect),
      })),
});

function recipe({ on, constraint, known }: Effect<"alter-constraint">): readonly string[] {
  const again =
    known === null
      ? `op.create_foreign_key(${py(constraint)}, ${py(on.name.name)}, …, postgresql_not_valid=True)`
      : addNotValid(on.name, known);
  return steps([
    [
      "this revision",
      [`op.drop_constraint(${py(constraint)}, ${py(on.name.name)}${schemaOf(on.name)})`, again],
    ],
    ["the next revision", [validate(on.name, constraint)]],
  ]);
}
