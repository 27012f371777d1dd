import { effectsOfKind } from "../../lint/lint-run.ts";
import { py, schemaOf, shownColumn, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** DROP COLUMN of a table in use. */
export const dropColumn = defineSqlRule({
  code: "MS240",
  name: "drop-column",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A column is dropped.",
    why: "SQLAlchemy names every mapped column, so code of the last release fails on each SELECT and INSERT while it still runs. The data is gone.",
    fix: "Stop mapping the column in one release, and drop it in the next.",
  },
  examples: {
    bad: ["ALTER TABLE orders DROP COLUMN memo", "ALTER TABLE orders DROP COLUMN IF EXISTS memo CASCADE"],
    good: [
      "CREATE TABLE orders (id bigint, memo text); ALTER TABLE orders DROP COLUMN memo",
      "ALTER TABLE orders DROP CONSTRAINT ck_memo",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "drop-column")
      .filter(({ on }) => !on.isNew)
      .map((effect) => ({
        effect,
        message: `Drops ${shownColumn(effect.on.name, effect.column)}: code that still maps it fails, and its data is gone.`,
        recipe: steps([
          [
            `this release: remove ${effect.column} from the model, with a default or nullable in the database`,
            [],
          ],
          [
            "a revision of the next release",
            [`op.drop_column(${py(effect.on.name.name)}, ${py(effect.column)}${schemaOf(effect.on.name)})`],
          ],
        ]),
      })),
});
