import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { addColumn, alterColumn, execute, py, shownColumn, sqlName, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** ADD COLUMN of a serial or identity column: each row gets a number, so the table is written anew. */
export const serialOrIdentityColumn = defineSqlRule({
  code: "MS232",
  name: "serial-or-identity-column",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A serial or identity column is added to a table in use.",
    why: "Every row gets its number at once: Postgres writes the whole table and all its indexes anew under an ACCESS EXCLUSIVE lock, so reads and writes wait.",
    fix: "Add a nullable column, take new numbers from a sequence, and number the old rows in batches.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD COLUMN seq bigserial",
      "ALTER TABLE orders ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY",
    ],
    good: [
      "ALTER TABLE orders ADD COLUMN seq bigint",
      "CREATE TABLE orders (total numeric); ALTER TABLE orders ADD COLUMN seq bigserial",
      "COMMENT ON TABLE orders IS 'seq is bigserial'",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "add-column")
      .filter(({ column, rewrites }) => (column.serial || column.identity) && rewrites.length > 0)
      .map((effect) => ({
        effect,
        message: `${effect.column.serial ? "The serial" : "The identity"} column ${shownColumn(effect.on.name, effect.column.name)} numbers every row: ${effect.on.shown} is written anew under an ACCESS EXCLUSIVE lock, and reads and writes wait.`,
        recipe: recipe(effect),
      })),
});

function recipe({ on, column }: Effect<"add-column">): readonly string[] {
  const sequence = sqlName({ schema: on.name.schema, name: `${on.name.name}_${column.name}_seq` });
  return steps([
    [
      "this revision",
      [
        addColumn(on.name, column),
        execute(`CREATE SEQUENCE ${sequence}`),
        alterColumn(on.name, column.name, `server_default=sa.text(${py(`nextval('${sequence}')`)})`),
      ],
    ],
    ["the next revision: number the old rows in batches, each committed on its own", []],
    ["then prove NOT NULL with a check, and build a unique index concurrently, where they are needed", []],
  ]);
}
