import { underLocks } from "../../lint/held-locks.ts";
import type { HeldLock } from "../../lint/held-locks.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { blockedBy, isAtLeast, lockName } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { autocommit } from "../../lint/recipe.ts";
import { sqlOperation } from "../../lint/recipe-operation.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** `pg_sleep` inside of a transaction. */
export const sleepInTransaction = defineSqlRule({
  code: "MS284",
  name: "sleep-in-transaction",
  severity: "error",
  judges: "transaction",
  docs: {
    what: "A revision sleeps inside of its transaction.",
    why: "All locks of the transaction are held meanwhile, and its snapshot keeps VACUUM from cleaning any table.",
    fix: "Leave it out. To give others time between batches, commit each batch and sleep outside of transactions.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD COLUMN tax numeric; SELECT pg_sleep(5)",
      "SELECT pg_catalog.pg_sleep_for('5 s')",
    ],
    good: [
      { sql: "SELECT pg_sleep(0.1)", autocommit: true },
      "SELECT 'pg_sleep(5)'",
      "SELECT tools.pg_sleep(5)",
    ],
  },
  check: (transaction) =>
    underLocks(transaction)
      .filter(({ at }) => at.inTransaction && sleeps(effectsOfKind(at, "query")))
      .map(({ at, held }) => {
        const worst = held.find(({ mode }) => isAtLeast(mode, "AccessExclusive")) ?? held[0];
        return {
          at,
          effect: null,
          ...(worst === undefined ? {} : { object: `table:${worst.relation}` }),
          message: `Sleeps inside of the transaction: ${meanwhile(worst)}`,
          recipe: autocommit([`${sqlOperation(at)}  # only between batches, which commit each`]),
        };
      }),
});

const SLEEPS: ReadonlySet<string> = new Set(["pg_sleep", "pg_sleep_for", "pg_sleep_until"]);

function sleeps(queries: readonly { readonly functions: readonly string[] }[]): boolean {
  return queries.some(({ functions }) => functions.some((name) => SLEEPS.has(name)));
}

function meanwhile(lock: HeldLock | undefined): string {
  return lock === undefined
    ? "its snapshot keeps VACUUM from cleaning, and the deploy waits."
    : `${shownKey(lock.relation)} stays locked (${lockName(lock.mode)}), and ${blockedBy(lock.mode)} wait.`;
}
