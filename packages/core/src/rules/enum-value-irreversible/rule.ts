import { effectsOfKind } from "../../lint/lint-run.ts";
import { shown } from "../../lint/names.ts";
import { py } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** ADD VALUE of an enum: there is no way back without writing tables anew. */
export const enumValueIrreversible = defineSqlRule({
  code: "MR506",
  name: "enum-value-irreversible",
  severity: "notice",
  judges: "statement",
  docs: {
    what: "The upgrade adds a value to an enum type.",
    why: "Postgres cannot remove it again. A downgrade would need a new type, and each table with such a column is written anew under an ACCESS EXCLUSIVE lock.",
    fix: "Let the downgrade leave the value in place: code that does not know it never writes it. Say so in the downgrade.",
  },
  examples: {
    bad: [
      { sql: "ALTER TYPE order_state ADD VALUE 'held'", autocommit: true },
      { sql: "ALTER TYPE order_state ADD VALUE IF NOT EXISTS 'held' BEFORE 'sent'", autocommit: true },
    ],
    good: [
      "CREATE TYPE order_state AS ENUM ('new'); ALTER TYPE order_state ADD VALUE 'held'",
      "ALTER TYPE order_state RENAME VALUE 'held' TO 'kept'",
      "COMMENT ON TYPE order_state IS 'ADD VALUE held'",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "add-enum-value")
      .filter(({ isNew }) => !isNew)
      .map((effect) => {
        const what = `${effect.value} of ${shown(effect.name)}`;
        return {
          effect,
          message: `The value ${what} cannot be removed by a downgrade: that would write each table that uses the type anew under an ACCESS EXCLUSIVE lock.`,
          recipe: [
            `def downgrade() -> None:  # migrun: allow MR501 -- ${py(effect.value)} stays in ${shown(effect.name)}, older code never writes it`,
            "    pass",
          ],
        };
      }),
});
