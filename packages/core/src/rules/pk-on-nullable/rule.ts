import { isProvedNotNull } from "../../lint/effects/constraint.ts";
import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { execute, sqlName, sqlWord, steps } from "../../lint/recipe.ts";
import { notNullInTwoRevisions } from "../../lint/recipe-constraint.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** PRIMARY KEY USING INDEX whose columns are not known to be NOT NULL. */
export const pkOnNullable = defineSqlRule({
  code: "MS215",
  name: "pk-on-nullable",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A primary key takes over an index of columns that may hold NULL.",
    why: "The index is there, but Postgres reads the whole table under ACCESS EXCLUSIVE to prove NOT NULL, so reads and writes wait.",
    fix: "Prove NOT NULL first, then let the key take over the index.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY USING INDEX pk_idx",
      {
        sql: "ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY USING INDEX pk_idx",
        setup: "CREATE TABLE orders (id bigint); CREATE UNIQUE INDEX pk_idx ON orders (id)",
      },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY USING INDEX pk_idx",
        setup: "CREATE TABLE orders (id bigint NOT NULL); CREATE UNIQUE INDEX pk_idx ON orders (id)",
      },
      // A valid check is a proof too.
      {
        sql: "ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY USING INDEX pk_idx",
        setup:
          "CREATE TABLE orders (id bigint CHECK (id IS NOT NULL)); CREATE UNIQUE INDEX pk_idx ON orders (id)",
      },
      "ALTER TABLE orders ADD CONSTRAINT uq UNIQUE USING INDEX uq_idx",
    ],
  },
  check: (statement, { postgres }) =>
    effectsOfKind(statement, "add-constraint")
      .filter(
        ({ constraint, scans }) =>
          constraint.type === "primary-key" && constraint.usingIndex !== null && scans.length > 0,
      )
      .map((effect) => {
        const columns = openColumns(effect);
        const { on, constraint } = effect;
        const which = effect.index === null ? "its columns, which are not known here," : columns.join(", ");
        return {
          effect,
          message: `Making ${constraint.usingIndex} the primary key reads all of ${on.shown} under an ACCESS EXCLUSIVE lock, as ${which} may hold NULL: reads and writes wait.`,
          recipe: steps([
            ...notNullInTwoRevisions(on, columns, postgres),
            [
              "then",
              [
                execute(
                  `ALTER TABLE ${sqlName(on.name)} ADD CONSTRAINT ${sqlWord(constraint.name)} PRIMARY KEY USING INDEX ${sqlWord(constraint.usingIndex ?? "")}`,
                ),
              ],
            ],
          ]),
        };
      }),
});

/** The columns of the index that nobody has proved; one without a name where the index is not known. */
function openColumns({ on, index }: Effect<"add-constraint">): readonly string[] {
  const columns = (index?.columns ?? []).flatMap((name) => name ?? []);
  return index === null ? ["…"] : columns.filter((column) => !isProvedNotNull(on.known, column));
}
