import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { blockedBy, isAtLeast, lockName, strongest } from "../../lint/locks.ts";
import { steps, validate } from "../../lint/recipe.ts";
import { operationOf } from "../../lint/recipe-operation.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** VALIDATE CONSTRAINT beside a clause with a stronger lock. */
export const validateWithExclusive = defineSqlRule({
  code: "MS299",
  name: "validate-with-exclusive",
  severity: "error",
  judges: "statement",
  docs: {
    what: "One ALTER TABLE validates a constraint and does something that needs a stronger lock.",
    why: "Alone, VALIDATE reads the table while everybody goes on working. All clauses of one ALTER share the strongest lock of them, so here the read happens under it.",
    fix: "Validate in a statement of its own, before the other changes or in another revision.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD COLUMN tax numeric, VALIDATE CONSTRAINT orders_total_ck",
      "ALTER TABLE orders VALIDATE CONSTRAINT orders_total_ck, ALTER COLUMN note SET DEFAULT ''",
    ],
    good: [
      "ALTER TABLE orders VALIDATE CONSTRAINT orders_total_ck",
      "ALTER TABLE orders VALIDATE CONSTRAINT a_ck, VALIDATE CONSTRAINT b_ck",
      "ALTER TABLE orders VALIDATE CONSTRAINT a_ck, ALTER COLUMN note SET STATISTICS 500",
      "ALTER TABLE orders VALIDATE CONSTRAINT a_ck; ALTER TABLE orders ADD COLUMN tax numeric",
    ],
  },
  check: (judged) =>
    effectsOfKind(judged, "validate-constraint").flatMap((effect) => {
      const lock = lockBeside(judged, effect);
      if (effect.scans.length === 0 || lock === null) return [];
      return [
        {
          effect,
          message: `Validates ${effect.constraint} under ${lockName(lock.mode)}, which the other clauses take on ${effect.on.shown}: ${blockedBy(lock.mode)} wait while the whole table is read.`,
          recipe: recipeFor(judged, effect),
        },
      ];
    }),
});

type Validation = Effect<"validate-constraint">;

/** The lock of the other clauses, where others wait for it. */
function lockBeside({ effects }: JudgedStatement, { on }: Validation) {
  const others = effects.filter(({ kind }) => kind !== "validate-constraint");
  const locks = strongest(others.flatMap(({ locks: taken }) => taken)).filter(
    ({ relation, mode }) => relation === on.key && isAtLeast(mode, "Share"),
  );
  return locks[0] ?? null;
}

function recipeFor(judged: JudgedStatement, { on, constraint }: Validation): readonly string[] {
  const effects = judged.effects.filter(({ kind }) => kind !== "validate-constraint");
  const rest = effects.length === 1 ? [operationOf({ ...judged, effects })] : [];
  return steps([
    ["this revision", [validate(on.name, constraint)]],
    [`the next revision: the other changes of ${on.shown}`, rest],
  ]);
}
