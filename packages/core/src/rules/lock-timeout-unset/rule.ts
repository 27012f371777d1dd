import { blockedBy, isAtLeast, lockName, strongest } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { execute } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A lock that others wait for is taken without an end to the wait for it. */
export const lockTimeoutUnset = defineSqlRule({
  code: "MS270",
  name: "lock-timeout-unset",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A strong lock is asked for without `lock_timeout`.",
    why: "While the statement waits behind a long query, everything that comes later waits behind the statement: one slow report stops the table.",
    fix: "Deploy with `migrun upgrade`, which sets `lock_timeout` and tries again, or set it in the revision.",
  },
  examples: {
    bad: [
      { sql: "ALTER TABLE orders ADD COLUMN tax numeric", lockTimeout: false },
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
  check: (statement) => {
    if (statement.lockTimeout) return [];
    const locks = strongest(statement.effects.flatMap((effect) => effect.locks)).filter(({ mode }) =>
      isAtLeast(mode, "Share"),
    );
    return locks.map(({ relation, mode }) => ({
      effect:
        statement.effects.find((effect) => effect.locks.some((lock) => lock.relation === relation)) ?? null,
      message: `Waits without end for ${lockName(mode)} on ${shownKey(relation)}, and ${blockedBy(mode)} wait behind it.`,
      recipe: [execute("SET LOCAL lock_timeout = '5s'")],
    }));
  },
});
