import { blockedBy, isAtLeast, lockName } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { certainScansOf } from "../../trace/certain-scans.ts";
import { placeOf, tracedStatements } from "../../trace/held-locks.ts";
import type { StatementTrace } from "../../trace/statement-trace.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Work that takes long where tables are big, while an earlier statement of the transaction keeps others waiting. */
export const workWhileBlocking = defineSqlRule({
  code: "MT302",
  name: "work-while-blocking",
  severity: "error",
  yieldsTo: ["MS217", "MS218", "MS273", "MS274", "MS275"],
  judges: "transaction",
  docs: {
    what: "While a table is locked, a later statement of the same transaction reads, writes or indexes a whole table, or takes more than 50 ms.",
    why: "The lock of the earlier statement is held until the commit, so whoever waits for it waits for this work too.",
    fix: "Put the work into a revision of its own, so that each transaction ends at once after its lock.",
  },
  examples: {
    bad: [
      {
        sql: "ALTER TABLE orders ADD COLUMN tax numeric; SELECT count(*) FROM users",
        traces: [{ locks: { "public.orders": "AccessExclusive" } }, { scans: ["public.users"] }],
      },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ADD COLUMN tax numeric; SELECT 1",
        traces: [{ locks: { "public.orders": "AccessExclusive" } }, {}],
      },
      {
        sql: "SELECT count(*) FROM users; ALTER TABLE orders ADD COLUMN tax numeric",
        traces: [{ scans: ["public.users"] }, { locks: { "public.orders": "AccessExclusive" } }],
      },
      {
        setup: "CREATE TABLE orders (id integer PRIMARY KEY); CREATE TABLE users (id integer PRIMARY KEY)",
        sql: "ALTER TABLE users ADD COLUMN tax numeric; DELETE FROM orders WHERE id < 100",
        traces: [{ locks: { "public.users": "AccessExclusive" } }, { scans: ["public.orders"] }],
      },
      {
        sql: "ALTER TABLE users ADD COLUMN tax numeric; SELECT id FROM orders WHERE id = 100",
        traces: [{ locks: { "public.users": "AccessExclusive" } }, { scans: ["public.orders"] }],
      },
    ],
  },
  check: (transaction) =>
    tracedStatements(transaction).flatMap(({ at, trace, held }) => {
      const work = workOf({ ...trace, scans: certainScansOf(at) });
      const blocking = held.filter(({ mode }) => blockedBy(mode) !== null);
      const [worst] = blocking.toSorted((a, b) => (isAtLeast(a.mode, b.mode) ? -1 : 1));
      if (work === null || worst === undefined) return [];
      return [
        {
          at,
          effect: null,
          object: `table:${worst.relation}`,
          message: `${work} while ${shownKey(worst.relation)} is locked (${lockName(worst.mode)}${placeOf(worst)}): ${blockedBy(worst.mode)} wait until it is done.`,
          recipe: [],
        },
      ];
    }),
});

/** Milliseconds that a statement may take. */
const BUDGET_MS = 50;

function workOf({ rewrites, indexes, scans, durationMs }: StatementTrace): string | null {
  const [rewritten] = rewrites;
  if (rewritten !== undefined) return `${shownKey(rewritten)} is written anew`;
  const [index] = indexes;
  if (index !== undefined) return `The index ${index.name} is built on ${shownKey(index.table)}`;
  const [scanned] = scans;
  if (scanned !== undefined) return `${shownKey(scanned)} is read from end to end`;
  return durationMs > BUDGET_MS ? `A statement runs for ${Math.round(durationMs)} ms` : null;
}
