import { effectsOfKind } from "../../lint/lint-run.ts";
import { addColumn, shownColumn, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A stored generated column is computed for every row: ADD COLUMN and SET EXPRESSION write the table anew. */
export const storedGenerated = defineSqlRule({
  code: "MS233",
  name: "stored-generated",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A stored generated column is added, or gets another expression.",
    why: "Postgres computes it for every row: the whole table and all its indexes are written anew under an ACCESS EXCLUSIVE lock, so reads and writes wait. A virtual one (18) is only noted.",
    fix: "Add a plain column that a trigger keeps, and fill the old rows in batches. From 18 on, a virtual column costs nothing.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 1.25) STORED",
      { sql: "ALTER TABLE orders ALTER COLUMN gross SET EXPRESSION AS (total * 1.2)", postgres: 17 },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 1.25) VIRTUAL",
        postgres: 18,
      },
      {
        sql: "ALTER TABLE orders ALTER COLUMN gross SET EXPRESSION AS (total * 1.2)",
        setup:
          "CREATE TABLE orders (total numeric, gross numeric GENERATED ALWAYS AS (total * 1.25) VIRTUAL)",
        postgres: 18,
      },
      "CREATE TABLE orders (total numeric, gross numeric GENERATED ALWAYS AS (total * 1.25) STORED)",
      "ALTER TABLE orders ADD COLUMN stored text DEFAULT 'GENERATED ALWAYS AS (total) STORED'",
    ],
  },
  check: (statement, { postgres }) =>
    [
      ...effectsOfKind(statement, "add-column").filter(({ column }) => column.generated === "stored"),
      ...effectsOfKind(statement, "set-expression"),
    ]
      .filter(({ rewrites }) => rewrites.length > 0)
      .map((effect) => {
        const { on } = effect;
        const column = effect.kind === "add-column" ? effect.column : effect.known;
        const name = effect.kind === "add-column" ? effect.column.name : effect.column;
        return {
          effect,
          message: `${shownColumn(on.name, name)} is computed for every row: ${on.shown} is written anew under an ACCESS EXCLUSIVE lock, and reads and writes wait.`,
          recipe:
            postgres >= 18 && effect.kind === "add-column"
              ? [addColumn(on.name, effect.column, ', sa.Computed("…", persisted=False)')]
              : steps([
                  [
                    "this revision, and a trigger that fills the column on each write",
                    [
                      addColumn(on.name, {
                        name: effect.kind === "add-column" ? name : `${name}_new`,
                        type: column?.type ?? null,
                      }),
                    ],
                  ],
                  ["the next revision: fill the old rows in batches, each committed on its own", []],
                ]),
        };
      }),
});
