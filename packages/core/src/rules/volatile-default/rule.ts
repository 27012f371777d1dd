import { showExpression } from "../../lint/show-expression.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { addColumn, alterColumn, py, shownColumn, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** ADD COLUMN with a default that differs from row to row: the table is written anew. */
export const volatileDefault = defineSqlRule({
  code: "MS230",
  name: "volatile-default",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A column is added with a default that has to be computed for each row.",
    why: "Postgres writes the whole table and all its indexes anew under an ACCESS EXCLUSIVE lock, so reads and writes wait. A default that is the same for all rows, `now()` too, is only noted.",
    fix: "Add the column without a default, set the default after it, and fill the old rows in batches.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD COLUMN public_id uuid DEFAULT gen_random_uuid()",
      "ALTER TABLE orders ADD COLUMN token text DEFAULT md5(random()::text)",
      "ALTER TABLE orders ADD COLUMN code text DEFAULT make_code()",
    ],
    good: [
      "ALTER TABLE orders ADD COLUMN created timestamptz NOT NULL DEFAULT now()",
      "ALTER TABLE orders ADD COLUMN labels text[] NOT NULL DEFAULT array[]::text[]",
      "CREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid())",
      {
        sql: "ALTER TABLE orders ADD COLUMN code text DEFAULT fixed_code()",
        setup: "CREATE FUNCTION fixed_code() RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT 'x'$$",
      },
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "add-column")
      .filter(({ volatile, on }) => volatile !== null && !on.isNew)
      .map((effect) => {
        const { on, column, volatile } = effect;
        const node = column.default === "unknown" ? null : column.default;
        const text = node === null ? "…" : (showExpression(node) ?? "…");
        return {
          effect,
          message: `The default of ${shownColumn(on.name, column.name)} calls ${volatile} for each row: ${on.shown} is written anew under an ACCESS EXCLUSIVE lock, and reads and writes wait.`,
          recipe: steps([
            [
              "this revision",
              [
                addColumn(on.name, column),
                alterColumn(on.name, column.name, `server_default=sa.text(${py(text)})`),
              ],
            ],
            ["the next revision: fill the old rows in batches, each committed on its own", []],
          ]),
        };
      }),
});
