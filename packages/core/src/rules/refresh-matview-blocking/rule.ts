import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before } from "../../lint/lint-run.ts";
import { execute, sqlName } from "../../lint/recipe.ts";
import { createIndex, plainIndex } from "../../lint/recipe-index.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** REFRESH MATERIALIZED VIEW that keeps readers out. */
export const refreshMatviewBlocking = defineSqlRule({
  code: "MS287",
  name: "refresh-matview-blocking",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A materialized view is refreshed without CONCURRENTLY.",
    why: "It holds ACCESS EXCLUSIVE on the view until its query is done and the rows are written, so whoever reads it waits.",
    fix: "Refresh it CONCURRENTLY: readers go on. It needs a unique index on columns of the view.",
  },
  examples: {
    bad: ["REFRESH MATERIALIZED VIEW totals", "REFRESH MATERIALIZED VIEW totals WITH NO DATA"],
    good: [
      "REFRESH MATERIALIZED VIEW CONCURRENTLY totals",
      "CREATE MATERIALIZED VIEW totals AS SELECT 1 AS n; REFRESH MATERIALIZED VIEW totals",
      // Nobody can read it yet, and CONCURRENTLY is refused.
      {
        sql: "REFRESH MATERIALIZED VIEW totals",
        setup: "CREATE MATERIALIZED VIEW totals AS SELECT 1 AS n WITH NO DATA",
      },
    ],
  },
  check: (statement, before) =>
    effectsOfKind(statement, "refresh-view")
      .filter(({ on, concurrently }) => !concurrently && !on.isNew && on.known?.populated !== false)
      .map((effect) => ({
        effect,
        message: `Refreshing ${effect.on.shown} takes ACCESS EXCLUSIVE on it: ${effect.withData ? "reads wait until its query is done" : "reads wait, and fail from then on, as it is left without rows"}.`,
        recipe: recipe(effect, before),
      })),
});

function recipe({ on }: Effect<"refresh-view">, { state }: Before): readonly string[] {
  const hasKey = state
    .indexesOf(on.key)
    .some(({ unique, predicate, columns }) => unique && predicate === null && !columns.includes(null));
  const key = { ...plainIndex(`uq_${on.name.name}`, on, ["…"]), unique: true };
  return [
    ...(hasKey ? [] : ["# once: the index that it needs", ...createIndex(key, on)]),
    execute(`REFRESH MATERIALIZED VIEW CONCURRENTLY ${sqlName(on.name)}`),
  ];
}
