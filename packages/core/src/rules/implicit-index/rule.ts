import { blockedBy, lockName } from "../../lint/locks.ts";
import { keyOf, nameOfKey, shownKey } from "../../lint/names.ts";
import { autocommit, execute, sqlName, sqlWord } from "../../lint/recipe.ts";
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
    ],
    good: [
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
  check: ({ statement: { trace } }, { state }) =>
    (trace?.indexes ?? [])
      // On ONLY a partitioned table nothing is read, and nothing is built.
      .filter(({ table }) => trace?.watched === false && trace.scans.includes(table))
      // A change of type makes the indexes of the column anew, under their names.
      .filter(({ name, table }) => !state.indexes.has(keyOf({ ...nameOfKey(table), name })))
      .map(({ name, table, unique }) => {
        const mode = trace?.locks[table] ?? "Share";
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
