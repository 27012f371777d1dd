import { shown } from "../../lint/names.ts";
import { shownColumn } from "../../lint/recipe.ts";
import { showType } from "../../lint/sql-type.ts";
import { writtenAs, writtenColumns } from "../../lint/written-columns.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A column of type json, which has no equality. */
export const jsonColumn = defineSqlRule({
  code: "MS252",
  name: "json-column",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A column has the type json.",
    why: "The type has no equality: SELECT DISTINCT, UNION and GROUP BY over the table fail, and it has no index on what is inside. SQLAlchemy's `sa.JSON` gives json on PostgreSQL. Changing it later writes the table anew under an ACCESS EXCLUSIVE lock.",
    fix: "Use jsonb. Keep json only where the text itself matters: blanks, order, repeated keys.",
  },
  examples: {
    bad: [
      "CREATE TABLE inbox (id bigint PRIMARY KEY, body json)",
      "ALTER TABLE orders ADD COLUMN raw json",
      "ALTER TABLE orders ALTER COLUMN raw TYPE json USING raw::json",
    ],
    good: [
      "CREATE TABLE inbox (id bigint PRIMARY KEY, body jsonb)",
      "ALTER TABLE orders ALTER COLUMN raw TYPE jsonb USING raw::jsonb",
      "ALTER TABLE orders ADD COLUMN json text DEFAULT '{}'::json",
    ],
  },
  check: (statement) =>
    writtenColumns(statement)
      .filter(({ type }) => type.schema === null && type.name === "json")
      .map((written) => ({
        effect: written.effect,
        object: written.object,
        message: `${shownColumn(written.table, written.name)} is ${showType(written.type)}, which has no equality: SELECT DISTINCT, UNION and GROUP BY over ${shown(written.table)} fail.`,
        recipe: writtenAs(
          written,
          written.type.isArray ? "postgresql.ARRAY(postgresql.JSONB())" : "postgresql.JSONB()",
        ),
      })),
});
