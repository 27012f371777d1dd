import { effectsOfKind } from "../../lint/lint-run.ts";
import { replaceColumn, shownColumn } from "../../lint/recipe.ts";
import { showExpression } from "../../lint/show-expression.ts";
import { showType } from "../../lint/sql-type.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** USING that keeps only a part of each value. */
export const lossyCast = defineSqlRule({
  code: "MD412",
  name: "lossy-cast",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A column gets another type with a USING that drops a part of its values.",
    why: "Time of day, digits or the end of texts are gone in every row, without an error, and no downgrade brings them back. The table is written anew under an ACCESS EXCLUSIVE lock.",
    fix: "Add a column of the new type, fill it from the old one, and drop the old one in a later release, when nobody has missed what was lost.",
  },
  examples: {
    bad: [
      {
        sql: "ALTER TABLE orders ALTER COLUMN paid_at TYPE date USING paid_at::date",
        setup: "CREATE TABLE orders (paid_at timestamptz)",
      },
      {
        sql: "ALTER TABLE orders ALTER COLUMN total TYPE integer USING total::integer",
        setup: "CREATE TABLE orders (total numeric(10, 2))",
      },
      "ALTER TABLE orders ALTER COLUMN note TYPE varchar(20) USING substr(note, 1, 20)",
      {
        sql: "ALTER TABLE orders ALTER COLUMN note TYPE varchar(20) USING note::varchar(20)",
        setup: "CREATE TABLE orders (note text)",
      },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ALTER COLUMN batch TYPE bigint USING batch::bigint",
        setup: "CREATE TABLE orders (batch integer)",
      },
      "ALTER TABLE orders ALTER COLUMN ref TYPE integer USING ref::integer",
      {
        sql: "ALTER TABLE orders ALTER COLUMN batch TYPE integer USING batch::integer",
        setup: "CREATE TABLE orders (batch bigint)",
      },
      "CREATE TABLE orders (paid_at timestamptz); ALTER TABLE orders ALTER COLUMN paid_at TYPE date USING paid_at::date",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "alter-type")
      .filter(({ on, using, loses }) => !on.isNew && using !== null && loses)
      .map((effect) => {
        const { on, column, to, using } = effect;
        const text = using === null ? null : showExpression(using);
        return {
          effect,
          message: `${text ?? "USING"} keeps only a part of ${shownColumn(on.name, column)} as ${showType(to)}: the rest is gone in every row of ${on.shown}, written anew under an ACCESS EXCLUSIVE lock.`,
          recipe: replaceColumn(on.name, { name: column, type: to }, text ?? "the expression"),
        };
      }),
});
