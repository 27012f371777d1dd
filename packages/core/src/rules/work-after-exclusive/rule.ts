import { underLocks } from "../../lint/held-locks.ts";
import type { HeldLock } from "../../lint/held-locks.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { shownKey } from "../../lint/names.ts";
import { steps } from "../../lint/recipe.ts";
import { operationOf, safeOperations } from "../../lint/recipe-operation.ts";
import { workOf } from "../../lint/work.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Work that takes long while a table is locked against everybody. */
export const workAfterExclusive = defineSqlRule({
  code: "MS273",
  name: "work-after-exclusive",
  severity: "error",
  // What cannot run there, rows that are changed there, and one pass more that belongs into one ALTER.
  yieldsTo: ["MS203", "MS274", "MS275"],
  judges: "transaction",
  docs: {
    what: "After a statement that locks a table against everybody, the same transaction builds an index, or reads or writes a whole table.",
    why: "The lock is held until the commit. Adding a column takes no time, but the table stays closed as long as the work behind it takes, even where that is on another table.",
    fix: "Put the work into a revision of its own.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD COLUMN tax numeric; CREATE INDEX ix_orders_tax ON orders (tax)",
      "ALTER TABLE orders ADD COLUMN tax numeric; ALTER TABLE users VALIDATE CONSTRAINT users_age_ck",
      "ALTER TABLE orders ADD COLUMN tax numeric; REFRESH MATERIALIZED VIEW totals",
    ],
    good: [
      "ALTER TABLE orders ADD COLUMN tax numeric; COMMENT ON COLUMN orders.tax IS 'VAT'; ALTER TABLE orders ALTER COLUMN tax SET DEFAULT 0",
      "ALTER TABLE orders ADD COLUMN tax numeric; INSERT INTO rates (id, rate) VALUES (1, 19) ON CONFLICT DO NOTHING",
      "ALTER TABLE orders ADD COLUMN tax numeric; CREATE TABLE rates (id bigint); CREATE INDEX ix_rates ON rates (id)",
      "CREATE INDEX ix_orders_ref ON orders (ref); ALTER TABLE orders ADD COLUMN tax numeric",
      "ALTER TABLE orders ADD COLUMN tax numeric; UPDATE rates SET rate = 19 WHERE id = 1",
      // MS274 says it.
      "ALTER TABLE orders ADD COLUMN tax numeric; UPDATE orders SET tax = 0",
    ],
  },
  check: (transaction, after) =>
    underLocks(transaction).flatMap(({ at, held }) => {
      const lock = held.find(({ mode }) => mode === "AccessExclusive");
      const effect = at.effects.find((one) => workOf(one) !== null);
      if (lock === undefined || effect === undefined) return [];
      return [
        {
          at,
          effect,
          message: `${workOf(effect)} while ${shownKey(lock.relation)} is locked (ACCESS EXCLUSIVE${placeOf(lock, at)}): reads and writes of it wait until the commit.`,
          recipe: steps([
            ["this revision", [operationOf(lock.by)]],
            ["the next revision", safeOperations(at, after)],
          ]),
        },
      ];
    }),
});

/** Where the lock was taken. */
function placeOf({ by: { statement } }: HeldLock, at: JudgedStatement): string {
  const { line } = statement;
  return line === null || line === at.statement.line ? "" : `, line ${line}`;
}
