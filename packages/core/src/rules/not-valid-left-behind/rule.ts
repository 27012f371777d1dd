import { constraintAtEnd } from "../../lint/constraint-at-end.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before, JudgedStatement } from "../../lint/lint-run.ts";
import { shown } from "../../lint/names.ts";
import { steps, validate } from "../../lint/recipe.ts";
import type { SqlRuleFinding } from "../define-sql-rule.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A constraint that is added as NOT VALID, and that no revision validates. */
export const notValidLeftBehind = defineSqlRule({
  code: "MS221",
  name: "not-valid-left-behind",
  severity: "notice",
  judges: "run",
  docs: {
    what: "A constraint is added as NOT VALID, and no revision validates it.",
    why: "Old rows may break it for ever. The planner does not count on it, `SET NOT NULL` takes it for no proof, and a dump that holds such rows cannot be restored.",
    fix: "Validate it in the next revision.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) NOT VALID",
      "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
    ],
    good: [
      {
        sql: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) NOT VALID; ALTER TABLE orders VALIDATE CONSTRAINT ck",
        autocommit: true,
      },
      { sql: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) NOT ENFORCED", postgres: 18 },
      "CREATE TABLE orders (total int, CONSTRAINT ck CHECK (total > 0))",
      "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) NOT VALID; DROP TABLE orders",
    ],
  },
  check: ({ transactions, after }) =>
    transactions.flatMap(({ statements }) => statements.flatMap((at) => findingsOf(at, after))),
});

function findingsOf(at: JudgedStatement, after: Before): readonly SqlRuleFinding[] {
  if (at.statement.direction === "downgrade") return [];
  return effectsOfKind(at, "add-constraint").flatMap((effect) => {
    const { valid, enforced } = effect.constraint;
    const end = valid || !enforced ? null : constraintAtEnd(after, effect.constraint);
    if (end === null || end.constraint.valid) return [];
    return [
      {
        at,
        effect,
        message: `Nothing validates ${end.constraint.name} on ${shown(end.table.name)}: rows that were there before it may break it for ever.`,
        recipe: steps([["the next revision", [validate(end.table.name, end.constraint.name)]]]),
      },
    ];
  });
}
