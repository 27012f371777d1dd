import { keyOf, nameOfKey, shownKey } from "../../lint/names.ts";
import { autocommit, execute, sqlName } from "../../lint/recipe.ts";
import { builtIndexes } from "../../trace/certain-scans.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** An existing index that was built anew while its table was kept. */
export const indexRewrite = defineSqlRule({
  code: "MT304",
  name: "index-rewrite",
  severity: "warning",
  yieldsTo: ["MS207", "MS235"],
  judges: "statement",
  docs: {
    what: "A statement built an existing index anew.",
    why: "The table is locked against writes, or against everybody, until the whole index has been built.",
    fix: "Build a new index concurrently beside the old one, outside of the transaction, or use REINDEX CONCURRENTLY.",
  },
  examples: {
    bad: [
      {
        sql: "SELECT tidy_orders()",
        traces: [
          {
            locks: { "public.orders": "Share" },
            rebuilt: [{ name: "ix_orders_user", table: "public.orders" }],
          },
        ],
      },
    ],
    good: [{ sql: "SELECT tidy_orders()", traces: [{ locks: { "public.orders": "Share" } }] }],
  },
  check: (at, { state }) => [
    ...(at.statement.trace?.rebuilt ?? []).map(({ name, table }) => ({
      effect: null,
      object: `index:${nameOfKey(table).schema}.${name}`,
      message: `The index ${name} of ${shownKey(table)} was built anew: writes to the table wait for it.`,
      recipe: autocommit([execute(`REINDEX INDEX CONCURRENTLY ${sqlName({ ...nameOfKey(table), name })}`)]),
    })),
    // Made a second time under its name: the type of a column changed, and its values stayed.
    ...builtIndexes(at)
      .filter(({ name, table }) => state.indexes.has(keyOf({ ...nameOfKey(table), name })))
      .map(({ name, table }) => ({
        effect: null,
        object: `index:${nameOfKey(table).schema}.${name}`,
        message: `The index ${name} of ${shownKey(table)} was built anew for the new type of a column: reads and writes of the table wait for it.`,
        fix: "Add a column of the new type with an index of its own, or change the type when nobody waits.",
        recipe: [],
      })),
  ],
});
