import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { autocommit, execute, sqlWord } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** REINDEX without CONCURRENTLY. */
export const reindexNotConcurrent = defineSqlRule({
  code: "MS207",
  name: "reindex-not-concurrent",
  severity: "error",
  judges: "statement",
  docs: {
    what: "An index is built anew while its table is locked against writes.",
    why: "`REINDEX` holds SHARE on the table, so writes wait, and ACCESS EXCLUSIVE on each index: even a SELECT waits, as the planner looks at every index of the table.",
    fix: "Use `REINDEX … CONCURRENTLY` outside of a transaction.",
  },
  examples: {
    bad: ["REINDEX TABLE orders", "REINDEX INDEX ix_orders_user", "REINDEX (VERBOSE) TABLE orders"],
    good: [
      { sql: "REINDEX INDEX CONCURRENTLY ix_orders_user", autocommit: true },
      { sql: "REINDEX (VERBOSE, CONCURRENTLY) TABLE orders", autocommit: true },
      "CREATE TABLE orders (id bigint PRIMARY KEY); REINDEX TABLE orders",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "reindex")
      .filter(({ concurrently, isNew }) => !concurrently && !isNew)
      .map((effect) => ({
        effect,
        message: `REINDEX of ${effect.name} takes SHARE on ${tableOf(effect)} and ACCESS EXCLUSIVE on ${effect.what === "index" ? "the index" : "each index"}: writes wait, and so do reads that are still to be planned.`,
        ...wayOut(effect),
      })),
});

function tableOf({ table, what }: Effect<"reindex">): string {
  return table?.shown ?? (what === "index" ? "its table" : "every table");
}

function wayOut({ what, name }: Effect<"reindex">) {
  if (what === "system")
    return { fix: "The catalogs cannot be built anew concurrently: do it while nobody works.", recipe: [] };
  const words = name.split(".").map(sqlWord).join(".");
  return { recipe: autocommit([execute(`REINDEX ${what.toUpperCase()} CONCURRENTLY ${words}`)]) };
}
