import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { replaceColumn, shownColumn } from "../../lint/recipe.ts";
import { showType } from "../../lint/sql-type.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** ALTER COLUMN … TYPE that writes the table anew. */
export const typeChange = defineSqlRule({
  code: "MS235",
  name: "type-change",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A column gets a type that is stored in another way.",
    why: "Postgres writes the table and all its indexes anew under an ACCESS EXCLUSIVE lock, so reads and writes wait. Only types that are the same inside, with a limit that grows, are free.",
    fix: "Add a column of the new type, write both, fill the old rows in batches, move the readers, and drop the old one in a later release.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ALTER COLUMN ref TYPE bigint",
      {
        sql: "ALTER TABLE orders ALTER COLUMN note TYPE varchar(20)",
        setup: "CREATE TABLE orders (note varchar(80))",
      },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ALTER COLUMN note TYPE varchar(80)",
        setup: "CREATE TABLE orders (note varchar(20))",
      },
      {
        sql: "ALTER TABLE orders ALTER COLUMN note TYPE text",
        setup: "CREATE TABLE orders (note varchar(20))",
      },
      "CREATE TABLE orders (ref text); ALTER TABLE orders ALTER COLUMN ref TYPE bigint USING ref::bigint",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "alter-type")
      .filter(({ rewrites }) => rewrites.length > 0)
      .map((effect) => ({
        effect,
        message: `${change(effect)} writes ${effect.on.shown} and its indexes anew under an ACCESS EXCLUSIVE lock: reads and writes wait.`,
        recipe: replaceColumn(effect.on.name, { name: effect.column, type: effect.to }),
      })),
});

function change({ on, column, from, to }: Effect<"alter-type">): string {
  const before = from === null ? "(the old type is unknown)" : `from ${showType(from)}`;
  return `Changing ${shownColumn(on.name, column)} ${before} to ${showType(to)}`;
}
