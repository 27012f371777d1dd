import { shownKey } from "../../lint/names.ts";
import type { Effect } from "../../lint/effects/effect.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A column that became NOT NULL by the way. */
export const notNullPromoted = defineSqlRule({
  code: "MT318",
  name: "not-null-promoted",
  severity: "warning",
  yieldsTo: ["MS214", "MS215"],
  judges: "statement",
  docs: {
    what: "A statement made a nullable column NOT NULL without saying so.",
    why: "Postgres reads the whole table under an ACCESS EXCLUSIVE lock to prove it, and code that writes NULL fails from then on.",
    fix: "Make the column NOT NULL first, with a check that is added as NOT VALID and validated later.",
  },
  examples: {
    bad: [
      {
        sql: "SELECT add_key()",
        traces: [
          {
            locks: { "public.orders": "AccessExclusive" },
            scans: ["public.orders"],
            notNull: ["public.orders.id"],
          },
        ],
      },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
        traces: [
          {
            locks: { "public.orders": "AccessExclusive" },
            scans: ["public.orders"],
            notNull: ["public.orders.note"],
          },
        ],
      },
      {
        sql: "ALTER TABLE orders ADD CONSTRAINT nn NOT NULL note",
        postgres: 18,
        traces: [{ locks: { "public.orders": "AccessExclusive" }, notNull: ["public.orders.note"] }],
      },
    ],
  },
  check: (at) =>
    (at.statement.trace?.notNull ?? [])
      .filter((column) => !at.effects.some((effect) => columnsSaid(effect).includes(column)))
      .map((column) => {
        const [, schema = "", table = "", name = ""] = /^([^.]*)\.(.*)\.([^.]*)$/su.exec(column) ?? [];
        return {
          effect: null,
          object: `table:${schema}.${table}.column:${name}`,
          message: `${shownKey(column)} was nullable and is NOT NULL now: the table was read to prove it, and reads and writes wait for that.`,
          recipe: [],
        };
      }),
});

/** The columns that an effect makes NOT NULL in so many words. */
function columnsSaid(effect: Effect): readonly string[] {
  if (effect.kind === "set-not-null") return [`${effect.on.key}.${effect.column}`];
  if (effect.kind !== "add-constraint" || effect.constraint.type !== "not-null") return [];
  return effect.constraint.columns.map((column) => `${effect.on.key}.${column}`);
}
