import { blockedBy, isAtLeast, lockName, type Lock } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { locksOf } from "../../trace/held-locks.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A lock that the text of the statement does not tell of: a function, a DO block, a trigger. */
export const unpredictedLock = defineSqlRule({
  code: "MT310",
  name: "unpredicted-lock",
  severity: "notice",
  judges: "transaction",
  docs: {
    what: "A statement took a lock that keeps others waiting, and its text does not show it.",
    why: "A reviewer cannot see it, and rules on SQL cannot judge it.",
    fix: "Write what the block or function does as operations of its own, or mind the lock when you deploy.",
  },
  examples: {
    bad: [
      { sql: "DO $$ BEGIN PERFORM 1; END $$", traces: [{ locks: { "public.orders": "AccessExclusive" } }] },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ADD COLUMN tax numeric",
        traces: [{ locks: { "public.orders": "AccessExclusive" } }],
      },
      {
        sql: "ALTER TABLE orders ADD COLUMN tax numeric; CREATE INDEX ix ON orders (tax)",
        traces: [{ locks: { "public.orders": "AccessExclusive" } }, { locks: { "public.orders": "Share" } }],
      },
      {
        sql: "DO $$ BEGIN PERFORM 1; END $$",
        traces: [{ locks: { "public.orders": "ShareUpdateExclusive" } }],
      },
    ],
  },
  check: ({ statements }, { versionTables }) => {
    const predicted: Lock[] = [];
    return statements.flatMap((at) => {
      predicted.push(...at.effects.flatMap(({ locks }) => locks));
      return (
        locksOf(at)
          // Alembic makes its own table just before the first revision, in the same transaction.
          .filter(({ relation, mode }) => isAtLeast(mode, "Share") && !versionTables.has(relation))
          .filter(
            ({ relation, mode }) =>
              !predicted.some((lock) => lock.relation === relation && isAtLeast(lock.mode, mode)),
          )
          .map(({ relation, mode }) => ({
            at,
            effect: null,
            object: `table:${relation}`,
            message: `Took ${lockName(mode)} on ${shownKey(relation)}, which the statement does not show: ${blockedBy(mode)} wait until the transaction ends.`,
            recipe: [],
          }))
      );
    });
  },
});
