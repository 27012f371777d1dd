import { blockedBy, isAtLeast, lockName, strongest } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { timeoutFor } from "../../lint/recipe-setting.ts";
import { unseenTable } from "../../lint/unseen-table.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { defineSqlRule } from "../define-sql-rule.ts";
import type { SqlRuleFinding } from "../define-sql-rule.ts";

/** A lock that others wait for is taken without an end to the wait for it. */
export const lockTimeoutUnset = defineSqlRule({
  code: "MS270",
  name: "lock-timeout-unset",
  severity: "error",
  once: true,
  judges: "revision",
  docs: {
    what: "A strong lock is asked for without `lock_timeout`.",
    why: "While the statement waits behind a long query, everything that comes later waits behind the statement: one slow report stops the table.",
    fix: "Deploy with `migrun upgrade`, which sets `lock_timeout` and tries again, or set it in the revision.",
  },
  examples: {
    bad: [
      { sql: "ALTER TABLE orders ADD COLUMN tax numeric", lockTimeout: false },
      { sql: "DROP INDEX orders_ref_ix", lockTimeout: false },
      { sql: "SET LOCAL lock_timeout = 0; ALTER TABLE orders ADD COLUMN tax numeric", lockTimeout: false },
    ],
    good: [
      { sql: "SET LOCAL lock_timeout = '3s'; ALTER TABLE orders ADD COLUMN tax numeric", lockTimeout: false },
      {
        sql: "SELECT set_config('lock_timeout', '3s', true); ALTER TABLE orders ADD COLUMN tax numeric",
        lockTimeout: false,
      },
      { sql: "ALTER TABLE orders VALIDATE CONSTRAINT ck", lockTimeout: false },
      {
        sql: "CREATE TABLE orders (id bigint PRIMARY KEY); CREATE INDEX ix ON orders (id)",
        lockTimeout: false,
      },
    ],
  },
  // Once for each revision: one line at its beginning mends all that follows.
  check: ({ statements }) => {
    for (const at of statements) {
      const finding = at.lockTimeout ? undefined : waits(at);
      if (finding !== undefined) return [finding];
    }
    return [];
  },
});

function waits(at: JudgedStatement): SqlRuleFinding | undefined {
  const [lock] = strongest(at.effects.flatMap((effect) => effect.locks)).filter(({ mode }) =>
    isAtLeast(mode, "Share"),
  );
  if (lock === undefined) return waitsUnseen(at);
  const { relation, mode } = lock;
  return {
    at,
    effect: at.effects.find(({ locks }) => locks.some((one) => one.relation === relation)) ?? null,
    message: `Waits without end for ${lockName(mode)} on ${shownKey(relation)}, and ${blockedBy(mode)} wait behind it.`,
    recipe: timeoutFor(at),
  };
}

function waitsUnseen(at: JudgedStatement): SqlRuleFinding | undefined {
  const unseen = unseenTable(at);
  if (unseen === null) return undefined;
  return {
    at,
    effect: unseen.effect,
    message: `Waits without end for ACCESS EXCLUSIVE on ${unseen.table}, and reads and writes wait behind it.`,
    recipe: timeoutFor(at),
  };
}
