import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { shown } from "../../lint/names.ts";
import { autocommit, execute, sqlName } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** ADD VALUE without a place: the value comes last. */
export const enumValueOrder = defineSqlRule({
  code: "MS258",
  name: "enum-value-order",
  severity: "notice",
  optIn: true,
  judges: "statement",
  docs: {
    what: "A value is added to an enum type without BEFORE or AFTER.",
    why: "It comes last: ORDER BY and comparisons put it after all others, and the order can never be changed. Databases that got their values in another order differ.",
    fix: "Say its place with BEFORE or AFTER.",
  },
  examples: {
    bad: [{ sql: "ALTER TYPE order_state ADD VALUE 'held'", autocommit: true }],
    good: [
      { sql: "ALTER TYPE order_state ADD VALUE 'held' BEFORE 'sent'", autocommit: true },
      "CREATE TYPE order_state AS ENUM ('new'); ALTER TYPE order_state ADD VALUE 'held'",
      "ALTER TYPE order_state RENAME VALUE 'held' TO 'kept'",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "add-enum-value")
      .filter(({ placed, isNew }) => !placed && !isNew)
      .map((effect) => ({
        effect,
        message: `${effect.value} becomes the last value of ${shown(effect.name)}: ORDER BY and comparisons put it after all others. No table is locked.`,
        recipe: recipe(effect),
      })),
});

function recipe({ name, value, type }: Effect<"add-enum-value">): readonly string[] {
  const before = [...(type?.values.keys() ?? [])].at(-1) ?? "…";
  const [label, neighbor] = [value, before].map((text) => `'${text.replaceAll("'", "''")}'`);
  return autocommit([
    execute(`ALTER TYPE ${sqlName(name)} ADD VALUE IF NOT EXISTS ${label} AFTER ${neighbor}`),
  ]);
}
