import { saType, shownColumn } from "../../lint/recipe.ts";
import type { SqlType } from "../../lint/sql-type.ts";
import { writtenAs, writtenColumns } from "../../lint/written-columns.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A timestamp without time zone: what moment it means depends on who reads it. */
export const timestampWithoutTz = defineSqlRule({
  code: "MS253",
  name: "timestamp-without-tz",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A column is a timestamp without time zone.",
    why: "It is no moment: `now()` is cut to the time zone of the session that writes, and each reader takes it for its own. Changing it later writes the table anew under an ACCESS EXCLUSIVE lock, unless the session's time zone is UTC.",
    fix: "Use timestamp with time zone: it takes no more room.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD COLUMN done_at timestamp without time zone",
      "CREATE TABLE runs (id bigint PRIMARY KEY, started timestamp(3))",
    ],
    good: [
      "ALTER TABLE orders ADD COLUMN done_at timestamp(3) with time zone",
      "ALTER TABLE orders ALTER COLUMN done_at TYPE timestamptz",
      "ALTER TABLE orders ADD COLUMN timestamp text DEFAULT now()::timestamp::text",
    ],
  },
  check: (statement) =>
    writtenColumns(statement)
      .filter(({ type }) => type.schema === null && type.name === "timestamp")
      .map((written) => ({
        effect: written.effect,
        object: written.object,
        message: `${shownColumn(written.table, written.name)} is a timestamp without time zone: what moment it means depends on the session that writes and the one that reads.`,
        recipe: writtenAs(written, zoned(written.type)),
      })),
});

function zoned(type: SqlType): string {
  const [precision] = type.mods;
  if (precision === undefined || type.isArray) return saType({ ...type, name: "timestamptz" });
  return `postgresql.TIMESTAMP(timezone=True, precision=${precision})`;
}
