import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { shown } from "../../lint/names.ts";
import { autocommit, execute, sqlName, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** RENAME VALUE of an enum in use. */
export const renameEnumValue = defineSqlRule({
  code: "MS246",
  name: "rename-enum-value",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A value of an enum type gets another name.",
    why: "Code of the last release writes and compares the old name, which the type refuses from this commit on; SQLAlchemy fails also on each row that comes back with the new one.",
    fix: "Add the new value, let all code read both, move the rows in batches, and stop using the old one.",
  },
  examples: {
    bad: ["ALTER TYPE order_state RENAME VALUE 'lost' TO 'missing'"],
    good: [
      "CREATE TYPE colour AS ENUM ('rd', 'green'); ALTER TYPE colour RENAME VALUE 'rd' TO 'red'",
      { sql: "ALTER TYPE order_state ADD VALUE 'missing'", autocommit: true },
      "COMMENT ON TYPE order_state IS 'RENAME VALUE lost TO missing'",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "rename-enum-value")
      .filter(({ isNew }) => !isNew)
      .map((effect) => ({
        effect,
        message: `Renames the value ${effect.from} of ${shown(effect.name)} to ${effect.to}: running code that writes ${effect.from}, or reads ${effect.to}, fails. No table is locked.`,
        recipe: recipe(effect),
      })),
});

function recipe({ name, from, to }: Effect<"rename-enum-value">): readonly string[] {
  const label = `'${to.replaceAll("'", "''")}'`;
  return steps([
    ["this revision", autocommit([execute(`ALTER TYPE ${sqlName(name)} ADD VALUE IF NOT EXISTS ${label}`)])],
    [`this release reads ${from} and ${to}, and still writes ${from}`, []],
    [`the next release writes ${to}; its revision moves the rows in batches, each committed on its own`, []],
  ]);
}
