import { shownKey } from "../../lint/names.ts";
import { certainLocksOf, tracedStatements } from "../../trace/held-locks.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** An ACCESS EXCLUSIVE lock that was held for longer than the budget, even on the few rows of a check. */
export const exclusiveHeldLong = defineSqlRule({
  code: "MT301",
  name: "exclusive-held-long",
  severity: "error",
  judges: "transaction",
  docs: {
    what: "A table was locked against reads and writes for more than half a second.",
    why: "It was measured on a database with next to no rows: with those of production it takes longer, and all that time every query on the table waits.",
    fix: "Move what takes long out of the transaction: into a revision of its own, before the lock or after it.",
  },
  examples: {
    bad: [
      {
        sql: "ALTER TABLE orders ADD COLUMN tax numeric; SELECT refill()",
        traces: [{ locks: { "public.orders": "AccessExclusive" } }, { durationMs: 900 }],
      },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ADD COLUMN tax numeric; SELECT refill()",
        traces: [{ locks: { "public.orders": "AccessExclusive" } }, { durationMs: 90 }],
      },
      {
        sql: "CREATE INDEX ix ON orders (id); SELECT refill()",
        traces: [{ locks: { "public.orders": "Share" } }, { durationMs: 900 }],
      },
    ],
  },
  check: (transaction) => {
    const traced = tracedStatements(transaction);
    return traced.flatMap(({ at, trace }, index) => {
      const later = traced
        .slice(index + 1)
        .reduce((sum, one) => sum + one.trace.pausedMs + one.trace.durationMs, 0);
      const heldMs = Math.round(trace.durationMs + later);
      if (heldMs <= BUDGET_MS) return [];
      return certainLocksOf(at)
        .filter(({ mode }) => mode === "AccessExclusive")
        .map(({ relation }) => ({
          at,
          effect: null,
          object: `table:${relation}`,
          message: `${shownKey(relation)} stays locked for reads and writes (ACCESS EXCLUSIVE) for ${heldMs} ms, to the end of the transaction.`,
          recipe: [],
        }));
    });
  },
});

/** Milliseconds from the statement that takes the lock to the end of its transaction. */
const BUDGET_MS = 500;
