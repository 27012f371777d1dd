import { effectsOfKind } from "../../lint/lint-run.ts";
import { alterColumn, shownColumn, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** DROP NOT NULL: readers may meet a NULL that was never there. */
export const dropNotNull = defineSqlRule({
  code: "MS243",
  name: "drop-not-null",
  severity: "notice",
  judges: "statement",
  docs: {
    what: "A column of a table in use may be NULL from now on.",
    why: "Code of the last release, typed models and other services read the column without expecting NULL, and the way back needs every NULL filled first.",
    fix: "Let all readers know NULL in one release, and drop NOT NULL in the next.",
  },
  examples: {
    bad: ["ALTER TABLE orders ALTER COLUMN user_id DROP NOT NULL"],
    good: [
      "CREATE TABLE orders (user_id bigint NOT NULL); ALTER TABLE orders ALTER COLUMN user_id DROP NOT NULL",
      "ALTER TABLE orders ADD COLUMN tax numeric NOT NULL DEFAULT 0; ALTER TABLE orders ALTER COLUMN tax DROP NOT NULL",
      {
        sql: "ALTER TABLE orders ALTER COLUMN user_id DROP NOT NULL",
        setup: "CREATE TABLE orders (user_id bigint)",
      },
      "ALTER TABLE orders ALTER COLUMN user_id DROP DEFAULT",
    ],
  },
  check: (statement, { state }) =>
    effectsOfKind(statement, "drop-not-null")
      .filter(({ on, known }) => !on.isNew && !state.isNew(known?.born) && known?.notNull !== false)
      .map((effect) => ({
        effect,
        message: `${shownColumn(effect.on.name, effect.column)} may be NULL from now on: running code and other readers of ${effect.on.shown} that do not expect it fail.`,
        recipe: steps([
          [`this release: all readers of ${effect.on.shown} know that ${effect.column} may be None`, []],
          ["a revision of the next release", [alterColumn(effect.on.name, effect.column, "nullable=True")]],
        ]),
      })),
});
