import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { addColumn, py, schemaOf, shownColumn, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** RENAME COLUMN of a table in use. */
export const renameColumn = defineSqlRule({
  code: "MS238",
  name: "rename-column",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A column of a table in use gets another name.",
    why: "Code of the last release names the old column in each SELECT and INSERT, and fails from this commit on until it is replaced. The code of this release fails before it.",
    fix: "Give the attribute of the model the new name and leave the column its own; or add a new column, write both, and drop the old one in a later release.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders RENAME COLUMN ref TO reference",
      "ALTER TABLE orders RENAME ref TO reference",
      {
        sql: "ALTER TABLE public.orders RENAME ref TO reference",
        setup: "CREATE TABLE archive.orders (ref text)",
      },
    ],
    good: [
      "CREATE TABLE orders (id bigint, ref text); ALTER TABLE orders RENAME COLUMN ref TO reference",
      "ALTER TABLE orders ADD COLUMN ref text; ALTER TABLE orders RENAME COLUMN ref TO reference",
      "ALTER TABLE orders RENAME CONSTRAINT orders_pkey TO orders_pk",
      "ALTER INDEX orders_ref_idx RENAME TO orders_reference_idx",
    ],
  },
  check: (statement, { state }) =>
    effectsOfKind(statement, "rename-column")
      .filter(({ on, column }) => !on.isNew && !state.isNew(on.known?.columns.get(column)?.born))
      .map((effect) => ({
        effect,
        message: `Renames ${shownColumn(effect.on.name, effect.column)} to ${effect.to} under an ACCESS EXCLUSIVE lock: running code that still says ${effect.column} fails on every read and write of ${effect.on.shown}.`,
        recipe: recipe(effect),
      })),
});

function recipe({ on, column, to }: Effect<"rename-column">): readonly string[] {
  const type = on.known?.columns.get(column)?.type ?? null;
  return steps([
    ["no revision: in the model only the attribute changes", [`${to} = sa.Column(${py(column)}, …)`]],
    [
      "or this release: a new column, both written, the old rows filled in batches",
      [addColumn(on.name, { name: to, type })],
    ],
    [
      "and a release after the last one that reads the old column",
      [`op.drop_column(${py(on.name.name)}, ${py(column)}${schemaOf(on.name)})`],
    ],
  ]);
}
