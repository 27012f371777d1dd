import { blockedBy, lockName, type LockMode } from "../../lint/locks.ts";
import { keyOf, nameOfKey, shownKey } from "../../lint/names.ts";
import { autocommit, execute, sqlName, sqlWord } from "../../lint/recipe.ts";
import { builtIndexes } from "../../trace/certain-scans.ts";
import type { StatementTrace } from "../../trace/statement-trace.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** An index that was built on an existing table inside of a transaction, however it was spelled. */
export const implicitIndex = defineSqlRule({
  code: "MT308",
  name: "implicit-index",
  severity: "error",
  yieldsTo: ["MS201", "MS207", "MS213", "MS214", "MS216", "MS230", "MS232", "MS233", "MS234", "MS235"],
  judges: "statement",
  docs: {
    what: "A statement built an index on an existing table.",
    why: "The table is locked against writes, and for a constraint against reads too, for the whole build.",
    fix: "Build the index concurrently first, outside of the transaction; a constraint then takes it over with USING INDEX.",
  },
  examples: {
    bad: [
      {
        sql: "SELECT index_orders()",
        traces: [
          {
            locks: { "public.orders": "Share" },
            scans: ["public.orders"],
            indexes: [{ name: "ix", table: "public.orders", unique: false, valid: true }],
          },
        ],
      },
      {
        sql: "SELECT index_orders()",
        autocommit: true,
        traces: [
          {
            watched: true,
            scans: ["public.orders"],
            indexes: [{ name: "ix", table: "public.orders", unique: false, valid: true }],
          },
        ],
      },
    ],
    good: [
      {
        sql: "CREATE INDEX CONCURRENTLY ix ON orders (id)",
        autocommit: true,
        traces: [
          {
            watched: true,
            scans: ["public.orders"],
            indexes: [{ name: "ix", table: "public.orders", unique: false, valid: true }],
          },
        ],
      },
      {
        sql: "SELECT index_orders()",
        traces: [
          {
            locks: { "public.orders": "Share" },
            indexes: [{ name: "ix", table: "public.orders", unique: false, valid: true }],
          },
        ],
      },
    ],
  },
  check: (at, { state }) =>
    builtIndexes(at)
      // A change of type makes the indexes of the column anew, under their names.
      .filter(({ name, table }) => !state.indexes.has(keyOf({ ...nameOfKey(table), name })))
      .map(({ name, table, unique }) => {
        const mode = lockOf(at.statement.trace, { name, table });
        return {
          effect: null,
          object: `index:${nameOfKey(table).schema}.${name}`,
          message: `The index ${name} was built on ${shownKey(table)} under ${lockName(mode)}: ${blockedBy(mode) ?? "writes"} wait until it is built.`,
          recipe: autocommit([
            execute(
              `CREATE ${unique ? "UNIQUE " : ""}INDEX CONCURRENTLY ${sqlWord(name)} ON ${sqlName(nameOfKey(table))} (…)`,
            ),
          ]),
        };
      }),
});

/** Of a statement that commits by itself what was seen is chance, and what was built tells. */
function lockOf(
  trace: StatementTrace | null,
  index: { readonly name: string; readonly table: string },
): LockMode {
  if (trace?.watched !== true) return trace?.locks[index.table] ?? "Share";
  return trace.constraints.some(({ name }) => name === index.name) ? "AccessExclusive" : "Share";
}
