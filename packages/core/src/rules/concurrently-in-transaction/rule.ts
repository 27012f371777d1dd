import { effectsOfKind } from "../../lint/lint-run.ts";
import { autocommit } from "../../lint/recipe.ts";
import { repeatConcurrent } from "../../lint/recipe-index.ts";
import type { Concurrent } from "../../lint/recipe-index.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A statement with CONCURRENTLY inside of a transaction, which the server refuses. */
export const concurrentlyInTransaction = defineSqlRule({
  code: "MS203",
  name: "concurrently-in-transaction",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A statement with CONCURRENTLY runs inside of a transaction.",
    why: "Postgres refuses it (25001), so the upgrade fails. That the table is new does not make it legal.",
    fix: "Run it in an autocommit block.",
  },
  examples: {
    bad: [
      "CREATE INDEX CONCURRENTLY ix_orders_user ON orders (user_id)",
      "DROP INDEX CONCURRENTLY ix_orders_user",
      "REINDEX TABLE CONCURRENTLY orders",
      "ALTER TABLE events DETACH PARTITION events_2025 CONCURRENTLY",
    ],
    good: [
      { sql: "CREATE INDEX CONCURRENTLY ix_orders_user ON orders (user_id)", autocommit: true },
      "CREATE INDEX ix_orders_user ON orders (user_id)",
      // Inside of a transaction this one is allowed.
      "REFRESH MATERIALIZED VIEW CONCURRENTLY totals",
    ],
  },
  check: (statement) =>
    statement.inTransaction
      ? effectsOfKind(statement, "create-index", "drop-index", "reindex", "detach-partition")
          .filter(({ concurrently }) => concurrently)
          .map((effect) => ({
            effect,
            message: `${wordsOf(effect)} cannot run inside of a transaction: the server refuses it.`,
            recipe: autocommit([repeatConcurrent(effect, statement.statement.sql)]),
          }))
      : [],
});

function wordsOf(effect: Concurrent): string {
  switch (effect.kind) {
    case "create-index":
      return `CREATE INDEX CONCURRENTLY ${effect.index.name.name}`;
    case "drop-index":
      return `DROP INDEX CONCURRENTLY ${effect.name.name}`;
    case "reindex":
      return `REINDEX CONCURRENTLY of ${effect.name}`;
    default:
      return `DETACH PARTITION ${effect.partition.shown} CONCURRENTLY`;
  }
}
