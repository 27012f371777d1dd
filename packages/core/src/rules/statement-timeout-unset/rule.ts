import type { Effect } from "../../lint/effects/effect.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { blockedBy, isAtLeast, lockName } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { execute } from "../../lint/recipe.ts";
import { isBulk } from "../../lint/work.ts";
import { unseenTable } from "../../lint/unseen-table.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A statement that others wait for may run as long as it likes. */
export const statementTimeoutUnset = defineSqlRule({
  code: "MS271",
  name: "statement-timeout-unset",
  severity: "notice",
  optIn: true,
  judges: "revision",
  docs: {
    what: "A statement with a strong lock, or that changes many rows, runs without `statement_timeout`.",
    why: "`lock_timeout` ends the wait for the lock alone. A rewrite that was thought to be quick holds its lock as long as it takes.",
    fix: "Set `statement_timeout` to the longest time that others may wait. VALIDATE and CONCURRENTLY keep nobody waiting and need none.",
  },
  examples: {
    bad: [
      { sql: "ALTER TABLE orders ADD COLUMN tax numeric", statementTimeout: false },
      { sql: "UPDATE orders SET tax = 0 WHERE tax IS NULL", statementTimeout: false },
      {
        sql: "SET LOCAL statement_timeout = 0; ALTER TABLE orders ADD COLUMN tax numeric",
        statementTimeout: true,
      },
    ],
    good: [
      {
        sql: "SET LOCAL statement_timeout = '15s'; ALTER TABLE orders ADD COLUMN tax numeric",
        statementTimeout: false,
      },
      { sql: "ALTER TABLE orders VALIDATE CONSTRAINT ck", statementTimeout: false },
      { sql: "CREATE INDEX CONCURRENTLY ix ON orders (ref)", autocommit: true, statementTimeout: false },
      { sql: "CREATE TABLE coupons (id bigint); CREATE INDEX ix ON coupons (id)", statementTimeout: false },
    ],
  },
  // Once for each revision: one line at its beginning mends all that follows.
  check: ({ statements }) => {
    const at = statements.find((one) => !one.statementTimeout && waitedFor(one) !== null);
    const found = at === undefined ? null : waitedFor(at);
    if (at === undefined || found === null) return [];
    return [
      {
        at,
        effect: found.effect,
        message: `May run without end ${found.meanwhile}`,
        recipe: at.inTransaction
          ? [execute("SET LOCAL statement_timeout = '15s'")]
          : [
              execute("SET statement_timeout = '15s'"),
              "# … the operation",
              execute("RESET statement_timeout"),
            ],
      },
    ];
  },
});

/** What a statement keeps from others as long as it runs. */
function waitedFor(at: JudgedStatement): { effect: Effect; meanwhile: string } | null {
  const unseen = unseenTable(at);
  if (unseen !== null) {
    const { effect, table } = unseen;
    return { effect, meanwhile: `under ACCESS EXCLUSIVE on ${table}, and reads and writes wait.` };
  }
  for (const effect of at.effects) {
    const lock = effect.locks.find(({ mode }) => isAtLeast(mode, "Share"));
    if (lock !== undefined) {
      const { relation, mode } = lock;
      return {
        effect,
        meanwhile: `under ${lockName(mode)} on ${shownKey(relation)}, and ${blockedBy(mode)} wait.`,
      };
    }
    if (effect.kind === "dml" && isBulk(effect) && !effect.on.isNew)
      return { effect, meanwhile: `with the rows of ${effect.on.shown} that it has changed locked.` };
  }
  return null;
}
