import { blockedBy, isAtLeast, lockName } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { timeoutFor } from "../../lint/recipe-setting.ts";
import { certainLocksOf } from "../../trace/held-locks.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A lock that others wait for, taken without an end to the wait, by a statement that does not show it. */
export const lockWithoutTimeout = defineSqlRule({
  code: "MT306",
  name: "lock-without-timeout",
  severity: "error",
  judges: "revision",
  docs: {
    what: "A statement took a lock that keeps others waiting, with `lock_timeout` at 0.",
    why: "While it waits behind a long query, everything that comes later waits behind the statement: one slow report stops the table.",
    fix: "Deploy with `migrun upgrade`, which sets `lock_timeout` and tries again, or set it in the revision.",
  },
  examples: {
    bad: [
      {
        sql: "SELECT change_orders()",
        lockTimeout: false,
        traces: [{ locks: { "public.orders": "AccessExclusive" } }],
      },
    ],
    good: [
      { sql: "SELECT change_orders()", traces: [{ locks: { "public.orders": "AccessExclusive" } }] },
      {
        sql: "SELECT change_orders()",
        lockTimeout: false,
        traces: [{ locks: { "public.orders": "AccessExclusive" }, lockTimeoutMs: 3000 }],
      },
      {
        sql: "SELECT change_orders()",
        lockTimeout: false,
        traces: [{ locks: { "public.orders": "ShareUpdateExclusive" } }],
      },
      {
        sql: "SELECT change_orders()",
        lockTimeout: false,
        autocommit: true,
        traces: [{ watched: true, locks: { "public.orders": "AccessExclusive" } }],
      },
    ],
  },
  // Once in each revision, as MS270, which tells of what the text shows.
  check: ({ statements }) => {
    const waiting = statements.filter((at) => !at.lockTimeout);
    const isTold = waiting.some(({ effects }) =>
      effects.some(({ locks }) => locks.some(({ mode }) => isAtLeast(mode, "Share"))),
    );
    const first = isTold
      ? undefined
      : waiting.flatMap(certainLocksOf).find(({ mode }) => isAtLeast(mode, "Share"));
    if (first === undefined) return [];
    return [
      {
        at: first.by,
        effect: null,
        object: `table:${first.relation}`,
        message: `Took ${lockName(first.mode)} on ${shownKey(first.relation)} and would wait for it without end, with ${blockedBy(first.mode)} behind it.`,
        recipe: timeoutFor(first.by),
      },
    ];
  },
});
