import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before, JudgedStatement } from "../../lint/lint-run.ts";
import type { Constraint } from "../../lint/schema/objects.ts";
import { steps } from "../../lint/recipe.ts";
import { inTwoRevisions } from "../../lint/recipe-constraint.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** NOT VALID and VALIDATE of one constraint in one transaction. */
export const validateInSameTx = defineSqlRule({
  code: "MS217",
  name: "validate-in-same-tx",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A constraint is added as NOT VALID and validated in the same transaction.",
    why: "The lock of the first statement is held until the commit, so the rows are read under it: as if NOT VALID had not been said.",
    fix: "Validate in a revision of its own, or outside of the transaction.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) NOT VALID; ALTER TABLE orders VALIDATE CONSTRAINT ck",
      "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) NOT VALID, VALIDATE CONSTRAINT ck",
      {
        sql: "ALTER TABLE orders ADD CONSTRAINT nn NOT NULL total NOT VALID; ALTER TABLE orders VALIDATE CONSTRAINT nn",
        postgres: 18,
      },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) NOT VALID; ALTER TABLE orders VALIDATE CONSTRAINT ck",
        autocommit: true,
      },
      {
        sql: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) NOT VALID; ALTER TABLE orders VALIDATE CONSTRAINT ck_old",
        setup: "ALTER TABLE orders ADD CONSTRAINT ck_old CHECK (total > 1) NOT VALID",
      },
      "CREATE TABLE orders (total int); ALTER TABLE orders ADD CONSTRAINT ck CHECK (total > 0) NOT VALID; ALTER TABLE orders VALIDATE CONSTRAINT ck",
    ],
  },
  check: (statement, before) =>
    effectsOfKind(statement, "validate-constraint").flatMap((effect) => {
      const constraint = effect.on.isNew ? null : addedHere(effect, statement, before);
      if (constraint === null) return [];
      const isKey = constraint.type === "foreign-key";
      return [
        {
          effect,
          message: `Validating ${constraint.name} reads all of ${effect.on.shown} while the transaction still holds ${isKey ? "SHARE ROW EXCLUSIVE" : "ACCESS EXCLUSIVE"} on it from adding it: ${isKey ? "writes wait" : "reads and writes wait"}.`,
          recipe: steps(inTwoRevisions(effect.on.name, constraint)),
        },
      ];
    }),
});

/** The constraint, if this transaction has added it as NOT VALID. */
function addedHere(
  { on, constraint, known }: Effect<"validate-constraint">,
  statement: JudgedStatement,
  { state }: Before,
): Constraint | null {
  if (known !== null) return state.isNew(known.born) && !known.valid ? known : null;
  const same = effectsOfKind(statement, "add-constraint").find(
    (effect) => effect.on.key === on.key && effect.constraint.name === constraint,
  );
  return same === undefined || same.constraint.valid ? null : same.constraint;
}
