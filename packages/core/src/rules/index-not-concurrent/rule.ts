import { effectsOfKind } from "../../lint/lint-run.ts";
import { createIndex } from "../../lint/recipe-index.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** CREATE INDEX without CONCURRENTLY on a table that is in use. */
export const indexNotConcurrent = defineSqlRule({
  code: "MS201",
  name: "index-not-concurrent",
  severity: "error",
  judges: "statement",
  docs: {
    what: "An index is built while the table is locked against writes.",
    why: "`CREATE INDEX` holds a SHARE lock for the whole build, so every insert, update and delete waits. `IF NOT EXISTS` takes the lock before it looks.",
    fix: "Build the index concurrently, outside of a transaction.",
  },
  examples: {
    bad: [
      "CREATE INDEX ix_orders_user ON orders (user_id)",
      "CREATE INDEX IF NOT EXISTS ix_orders_user ON orders (user_id)",
      {
        sql: "CREATE INDEX ix ON public.orders (user_id)",
        setup: "CREATE TABLE archive.orders (user_id bigint)",
      },
    ],
    good: [
      { sql: "CREATE INDEX CONCURRENTLY ix_orders_user ON orders (user_id)", autocommit: true },
      "CREATE TABLE orders (id bigint PRIMARY KEY); CREATE INDEX ix_orders_id ON orders (id)",
      {
        sql: "CREATE INDEX ix ON ONLY events (day)",
        setup: "CREATE TABLE events (day date) PARTITION BY RANGE (day)",
      },
    ],
  },
  check: (statement, before) =>
    effectsOfKind(statement, "create-index")
      .filter(
        ({ on, only, concurrently }) =>
          !concurrently && !on.isNew && !(only && on.known?.partitioned !== false),
      )
      .map((effect) => ({
        effect,
        message: `Building the index ${effect.index.name.name} takes a SHARE lock on ${effect.on.shown}: writes wait until it is built.`,
        recipe: createIndex(effect.index, effect.on, before.state),
      })),
});
