import { effectsOfKind } from "../../lint/lint-run.ts";
import { addColumn, alterColumn, shownColumn, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** ADD COLUMN … NOT NULL without a default. */
export const requiredColumn = defineSqlRule({
  code: "MS231",
  name: "required-column",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A column is added as NOT NULL without a default.",
    why: "On a table with rows the statement fails, and code of the last release cannot insert any more: it does not know the column.",
    fix: "Give it a server default, or add it as nullable and make it NOT NULL when all rows have a value.",
  },
  examples: {
    bad: ["ALTER TABLE orders ADD COLUMN channel text NOT NULL"],
    good: [
      "ALTER TABLE orders ADD COLUMN channel text NOT NULL DEFAULT 'web'",
      "ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 1.25) STORED NOT NULL",
      "ALTER TABLE orders ADD COLUMN seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY",
      "CREATE TABLE orders (id bigint PRIMARY KEY); ALTER TABLE orders ADD COLUMN channel text NOT NULL",
    ],
  },
  check: (statement, { state }) =>
    effectsOfKind(statement, "add-column")
      .filter(({ on, column }) => !on.isNew && column.notNull === true && column.default === null)
      .filter(({ column }) => !column.serial && !column.identity && column.generated === null)
      .map((effect) => ({
        effect,
        message: `${shownColumn(effect.on.name, effect.column.name)} is NOT NULL without a default: ${state.isNew(state.emptied.get(effect.on.key)) ? "" : `the statement fails where ${effect.on.shown} has rows, and `}running code cannot insert.`,
        recipe: steps([
          [
            "this revision",
            [addColumn(effect.on.name, effect.column, ', nullable=False, server_default="…"')],
          ],
          [
            "after the last release that does not write the column, if the default is to go",
            [alterColumn(effect.on.name, effect.column.name, "server_default=None")],
          ],
        ]),
      })),
});
