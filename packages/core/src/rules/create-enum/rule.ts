import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { shown } from "../../lint/names.ts";
import { py, schemaOf } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** CREATE TYPE … AS ENUM: its values can never be removed. */
export const createEnum = defineSqlRule({
  code: "MS257",
  name: "create-enum",
  severity: "notice",
  optIn: true,
  judges: "statement",
  docs: {
    what: "An enum type is made.",
    why: "Its values cannot be removed or put in another order. A smaller list needs a new type, and each column of it is written anew under an ACCESS EXCLUSIVE lock.",
    fix: "Use a table of the values with a foreign key, or text with a check.",
  },
  examples: {
    bad: ["CREATE TYPE parcel_size AS ENUM ('s', 'm', 'l')"],
    good: [
      "CREATE TABLE parcel_size (name text PRIMARY KEY)",
      "CREATE TYPE parcel AS (size text, weight numeric)",
      { sql: "ALTER TYPE parcel_size ADD VALUE 'xl' AFTER 'l'", autocommit: true },
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "create-type")
      .filter(({ type }) => type.kind === "enum")
      .map((effect) => ({
        effect,
        message: `Values of the enum ${shown(effect.type.name)} can never be removed: a smaller list will write each table that uses it anew under an ACCESS EXCLUSIVE lock, while reads and writes wait.`,
        recipe: recipe(effect),
      })),
});

function recipe({ type }: Effect<"create-type">): readonly string[] {
  const { name } = type;
  const rows = [...type.values.keys()].map((value) => `{"name": ${py(value)}}`).join(", ");
  return [
    `table = op.create_table(${py(name.name)}, sa.Column("name", sa.Text(), primary_key=True)${schemaOf(name)})`,
    `op.bulk_insert(table, [${rows}])`,
  ];
}
