import { blockedBy, lockName } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { placeOf, tracedStatements } from "../../trace/held-locks.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Python that works on while the transaction keeps others waiting. */
export const idleGap = defineSqlRule({
  code: "MT317",
  name: "idle-gap",
  severity: "warning",
  judges: "transaction",
  docs: {
    what: "Between two statements of a transaction that holds a lock, Python was busy for more than half a second.",
    why: "Whoever waits for the lock waits for Python as well.",
    fix: "Do the work before the first statement that takes a lock, or in a revision of its own.",
  },
  examples: {
    bad: [
      {
        sql: "ALTER TABLE orders ADD COLUMN tax numeric; SELECT 1",
        traces: [{ locks: { "public.orders": "AccessExclusive" } }, { pausedMs: 1200 }],
      },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ADD COLUMN tax numeric; SELECT 1",
        traces: [{ locks: { "public.orders": "AccessExclusive" } }, { pausedMs: 120 }],
      },
      {
        sql: "SELECT 1; ALTER TABLE orders ADD COLUMN tax numeric",
        traces: [{}, { pausedMs: 1200, locks: { "public.orders": "AccessExclusive" } }],
      },
    ],
  },
  check: (transaction) =>
    tracedStatements(transaction).flatMap(({ at, trace, held }) => {
      const worst = held.find(({ mode }) => blockedBy(mode) !== null);
      if (worst === undefined || trace.pausedMs <= BUDGET_MS) return [];
      return [
        {
          at,
          effect: null,
          object: `table:${worst.relation}`,
          message: `Python took ${Math.round(trace.pausedMs)} ms before this statement while ${shownKey(worst.relation)} was locked (${lockName(worst.mode)}${placeOf(worst)}): ${blockedBy(worst.mode)} wait for it.`,
          recipe: [],
        },
      ];
    }),
});

/** Milliseconds between two statements. */
const BUDGET_MS = 500;
