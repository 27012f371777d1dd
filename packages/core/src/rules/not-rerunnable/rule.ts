import type { Effect } from "../../lint/effects/effect.ts";
import { guardedOperation } from "../../lint/recipe-guarded.ts";
import { autocommit } from "../../lint/recipe.ts";
import { isOperation, onceOnly } from "../../lint/rerunnable.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A statement outside of a transaction that cannot run twice, among others. */
export const notRerunnable = defineSqlRule({
  code: "MS278",
  name: "not-rerunnable",
  severity: "warning",
  judges: "revision",
  docs: {
    what: "A statement in an autocommit block, one of several, fails when it runs a second time.",
    why: "Each statement outside of a transaction is committed at once. When a later one fails, the next try begins with the first again, which is there already: the upgrade is stuck until somebody repairs the database by hand.",
    fix: "Write it with IF EXISTS or IF NOT EXISTS, or put it into a revision of its own.",
  },
  examples: {
    bad: [
      { sql: "ALTER TABLE orders ADD COLUMN tax numeric; CREATE TABLE rates (id bigint)", autocommit: true },
      {
        sql: "ALTER TYPE state ADD VALUE 'held'; ALTER TABLE orders ALTER COLUMN note SET DEFAULT ''",
        autocommit: true,
      },
      {
        sql: "UPDATE orders SET n = n + 1 WHERE id = 1; UPDATE orders SET m = 1 WHERE id = 2",
        autocommit: true,
      },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ADD COLUMN IF NOT EXISTS tax numeric; CREATE TABLE IF NOT EXISTS rates (id bigint)",
        autocommit: true,
      },
      { sql: "ALTER TABLE orders ADD COLUMN tax numeric", autocommit: true },
      "ALTER TABLE orders ADD COLUMN tax numeric; CREATE TABLE rates (id bigint)",
      {
        sql: "UPDATE orders SET tax = 0 WHERE id BETWEEN 1 AND 500; UPDATE orders SET tax = 0 WHERE id BETWEEN 501 AND 1000",
        autocommit: true,
      },
    ],
  },
  check: ({ statements }) => {
    const operations = statements.filter(isOperation);
    if (operations.length < 2) return [];
    return operations.flatMap((at) => {
      const effect = at.inTransaction ? null : onceOnly(at);
      if (effect === null || isConcurrent(effect)) return [];
      return [
        {
          at,
          effect,
          message: `${subject(effect)} cannot run a second time: when another statement of the revision fails, the next try fails here.`,
          recipe: autocommit(guardedOperation(at, effect)),
        },
      ];
    });
  },
});

/** MS205 knows more of these. */
function isConcurrent(effect: Effect): boolean {
  return (effect.kind === "create-index" || effect.kind === "drop-index") && effect.concurrently;
}

function subject(effect: Effect): string {
  const words = effect.kind === "dml" ? effect.verb : effect.kind.replaceAll("-", " ");
  return `${words.toUpperCase()}${effect.on === null ? "" : ` on ${effect.on.shown}`}, outside of a transaction and without a guard,`;
}
