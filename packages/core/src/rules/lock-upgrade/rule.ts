import { isAtLeast, lockName, type LockMode } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { locksOf } from "../../trace/held-locks.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A lock that two transactions can share, made stronger: two of the kind wait for each other. */
export const lockUpgrade = defineSqlRule({
  code: "MT311",
  name: "lock-upgrade",
  severity: "warning",
  yieldsTo: ["MS274"],
  judges: "statement",
  docs: {
    what: "A transaction held a lock that others may hold as well, and asked for a stronger one on the same table.",
    why: "Whoever else holds the weaker lock and wants more waits for this one, and this one for it: a deadlock, and one of both is rolled back.",
    fix: "Take the stronger lock first: the change of the table before the change of its rows, or each in a revision of its own.",
  },
  examples: {
    bad: [
      {
        sql: "SELECT fill_orders(); SELECT change_orders()",
        traces: [
          {},
          { locks: { "public.orders": "AccessExclusive" }, weaker: { "public.orders": "RowExclusive" } },
        ],
      },
    ],
    good: [
      {
        sql: "SELECT fill_orders(); SELECT change_orders()",
        traces: [{}, { locks: { "public.orders": "AccessExclusive" } }],
      },
      {
        sql: "SELECT a(); SELECT b()",
        traces: [
          {},
          {
            locks: { "public.orders": "AccessExclusive" },
            weaker: { "public.orders": "ShareUpdateExclusive" },
          },
        ],
      },
    ],
  },
  check: (at) =>
    locksOf(at).flatMap(({ relation, mode }) => {
      const before = at.statement.trace?.weaker[relation];
      // Only one transaction holds any of the others at a time: its twin waits before it holds anything.
      if (before === undefined || !SHARED.has(before) || !isAtLeast(mode, "Share")) return [];
      return [
        {
          effect: null,
          object: `table:${relation}`,
          message: `The transaction held ${lockName(before)} on ${shownKey(relation)} and now takes ${lockName(mode)}: another one that does the same, or writes and changes it, meets it in a deadlock.`,
          recipe: [],
        },
      ];
    }),
});

/** Modes that several transactions hold at once. */
const SHARED: ReadonlySet<LockMode> = new Set<LockMode>(["RowShare", "RowExclusive", "Share"]);
