import { blockedBy, isAtLeast, lockName } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { execute } from "../../lint/recipe.ts";
import { locksOf } from "../../trace/held-locks.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A lock that others wait for, taken without an end to the wait, by a statement that does not show it. */
export const lockWithoutTimeout = defineSqlRule({
  code: "MT306",
  name: "lock-without-timeout",
  severity: "error",
  yieldsTo: ["MS270"],
  judges: "statement",
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
    ],
  },
  check: (at) =>
    at.lockTimeout
      ? []
      : locksOf(at)
          .filter(({ mode }) => isAtLeast(mode, "Share"))
          .map(({ relation, mode }) => ({
            effect: null,
            object: `table:${relation}`,
            message: `Took ${lockName(mode)} on ${shownKey(relation)} and would wait for it without end, with ${blockedBy(mode)} behind it.`,
            recipe: [execute("SET LOCAL lock_timeout = '5s'")],
          })),
});
