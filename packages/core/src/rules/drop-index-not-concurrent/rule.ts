import { effectsOfKind } from "../../lint/lint-run.ts";
import { shown, shownKey } from "../../lint/names.ts";
import { autocommit, dropIndexConcurrently, execute, sqlName } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** DROP INDEX without CONCURRENTLY on a table that is in use. */
export const dropIndexNotConcurrent = defineSqlRule({
  code: "MS202",
  name: "drop-index-not-concurrent",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "An index is dropped while its table is locked against everybody.",
    why: "`DROP INDEX` is quick, but it asks for ACCESS EXCLUSIVE on the table: it waits for the slowest reader, and everybody who comes later waits behind it.",
    fix: "Drop the index concurrently, outside of a transaction.",
  },
  examples: {
    bad: [
      "DROP INDEX ix_orders_user",
      "DROP INDEX IF EXISTS ix_orders_user",
      {
        sql: "DROP INDEX ix_orders_user",
        setup: "CREATE TABLE orders (user_id bigint); CREATE INDEX ix_orders_user ON orders (user_id)",
      },
    ],
    good: [
      { sql: "DROP INDEX CONCURRENTLY IF EXISTS ix_orders_user", autocommit: true },
      "CREATE TABLE orders (user_id bigint); CREATE INDEX ix ON orders (user_id); DROP INDEX ix",
      { sql: "SELECT 'DROP INDEX ix_orders_user' -- DROP INDEX ix_orders_user" },
    ],
  },
  check: (statement, { state }) =>
    effectsOfKind(statement, "drop-index")
      .filter(({ concurrently, isNew }) => !concurrently && !isNew)
      .map((effect) => {
        const table = effect.index === null ? null : (state.relations.get(effect.index.table) ?? null);
        const where = effect.index === null ? "its table" : shownKey(effect.index.table);
        return {
          effect,
          message: `Dropping the index ${shown(effect.name)} takes an ACCESS EXCLUSIVE lock on ${where}: reads and writes wait for it, and it waits for the slowest of them.`,
          // The index of a partitioned table cannot be dropped concurrently.
          ...(table?.partitioned === true
            ? {
                fix: "Postgres drops no index of a partitioned table concurrently: make the wait for the lock short.",
                recipe: [
                  execute("SET LOCAL lock_timeout = '2s'"),
                  execute(`DROP INDEX ${sqlName(effect.name)}`),
                ],
              }
            : {
                recipe: autocommit([
                  dropIndexConcurrently(effect.name.name, table?.name ?? null, effect.guarded),
                ]),
              }),
        };
      }),
});
