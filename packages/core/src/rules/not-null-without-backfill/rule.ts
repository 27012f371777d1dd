import type { Effect } from "../../lint/effects/effect.ts";
import { provedNotNull } from "../../lint/expressions.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before } from "../../lint/lint-run.ts";
import { alterColumn, execute, shownColumn, sqlName, sqlWord, steps } from "../../lint/recipe.ts";
import { keyColumn } from "../../lint/recipe-batches.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** SET NOT NULL in a history that never gave old rows a value. */
export const notNullWithoutBackfill = defineSqlRule({
  code: "MD410",
  name: "not-null-without-backfill",
  severity: "notice",
  judges: "statement",
  docs: {
    what: "A column becomes NOT NULL, and nothing before gives its rows a value: no default, no UPDATE, no check.",
    why: "It fails in the first database that has a NULL there, after it has read the table under ACCESS EXCLUSIVE up to that row.",
    fix: "Give the column a default, fill the old rows in batches, then make it NOT NULL.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
      "ALTER TABLE orders ADD COLUMN note text; ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
    ],
    good: [
      {
        sql: "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
        setup: "ALTER TABLE orders ADD COLUMN note text DEFAULT ''",
      },
      {
        sql: "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
        setup: "UPDATE orders SET note = '' WHERE note IS NULL",
      },
      "DELETE FROM orders WHERE note IS NULL; ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
      "SELECT id FROM orders WHERE note IS NULL; ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
      "DELETE FROM orders; ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
      {
        sql: "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
        setup: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (note IS NOT NULL) NOT VALID",
      },
      "CREATE TABLE orders (note text); ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
    ],
  },
  check: (statement, before) =>
    effectsOfKind(statement, "set-not-null")
      .filter((effect) => !effect.on.isNew && !effect.proved && !hasValues(effect, before))
      .map((effect) => ({
        effect,
        message: `Nothing gives the old rows of ${shownColumn(effect.on.name, effect.column)} a value: SET NOT NULL fails in each database that has a NULL there.`,
        recipe: recipe(effect),
      })),
});

/** Has anything seen to it that there is no NULL? */
function hasValues({ on, column, known }: Effect<"set-not-null">, { state }: Before): boolean {
  const hasDefault = known !== null && known.default !== null && known.default !== "unknown";
  const isMade = known !== null && (known.serial || known.identity || known.generated !== null);
  const isChecked = [...(on.known?.constraints.values() ?? [])].some(
    ({ expression }) => expression !== null && provedNotNull(expression).includes(column),
  );
  // What a revision fills row by row in Python, an empty database does not show: but that it reads the table.
  const isRead = state.isNew(state.lastRead.get(on.key));
  const isFilled =
    isRead || state.backfilled.has(`${on.key}.${column}`) || state.isNew(state.emptied.get(on.key));
  return hasDefault || isMade || isChecked || isFilled;
}

function recipe({ on, column }: Effect<"set-not-null">): readonly string[] {
  const word = sqlWord(column);
  const update = `UPDATE ${sqlName(on.name)} SET ${word} = … WHERE ${word} IS NULL AND ${keyColumn(on)} BETWEEN … AND …`;
  return steps([
    ["this revision: a value for new rows", [alterColumn(on.name, column, "server_default=…")]],
    ["then: the old rows, batch by batch, each with its own commit", [execute(update)]],
    ["a later revision", [alterColumn(on.name, column, "nullable=False")]],
  ]);
}
