import type { Effect } from "../../lint/effects/effect.ts";
import { autocommit } from "../../lint/recipe.ts";
import { sqlOperation } from "../../lint/recipe-operation.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A command that the server refuses inside of a transaction. */
export const cannotRunInTransaction = defineSqlRule({
  code: "MS279",
  name: "cannot-run-in-transaction",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A command that works outside of transactions alone runs inside of one.",
    why: "Postgres refuses it (25001), so the upgrade fails on every database.",
    fix: "Run it in an autocommit block, in a revision of its own.",
  },
  examples: {
    bad: [
      "VACUUM (ANALYZE) orders",
      "CREATE DATABASE reports",
      "ALTER SYSTEM SET work_mem = '64MB'",
      "REINDEX SCHEMA public",
      "CLUSTER",
      "CREATE SUBSCRIPTION s CONNECTION 'host=other' PUBLICATION p",
    ],
    good: [
      { sql: "VACUUM (ANALYZE) orders", autocommit: true },
      "ANALYZE orders",
      "CLUSTER orders USING ix_orders_ref",
      "REINDEX TABLE orders",
      "CREATE SUBSCRIPTION s CONNECTION 'host=other' PUBLICATION p WITH (create_slot = false)",
      "COMMENT ON TABLE orders IS 'vacuum orders'",
    ],
  },
  check: (judged) => {
    if (!judged.inTransaction) return [];
    const refused = judged.effects.flatMap((effect) => {
      const command = commandOf(effect);
      return command === null ? [] : [{ effect, command }];
    });
    return refused.slice(0, 1).map(({ effect, command }) => ({
      effect,
      message: `${command} cannot run inside of a transaction: the server refuses it (25001).`,
      recipe: autocommit([sqlOperation(judged)]),
    }));
  },
});

/** The command in words, where the server refuses it in a transaction; else null. */
function commandOf(effect: Effect): string | null {
  switch (effect.kind) {
    case "vacuum":
      return `VACUUM of ${effect.on.shown}`;
    case "maintain-database":
      return effect.what === "analyze"
        ? null
        : `${effect.what.replace("-", " ").toUpperCase()} of all tables`;
    case "server-wide":
      return `${effect.what.replace("-", " ").toUpperCase()} ${effect.name}`;
    case "create-subscription":
      return effect.createsSlot ? `CREATE SUBSCRIPTION ${effect.name}, which makes a slot,` : null;
    case "drop-object":
      return effect.what === "subscription" ? `DROP SUBSCRIPTION ${effect.name.name}` : null;
    case "cluster":
      return effect.on.known?.partitioned === true ? `CLUSTER of the partitioned ${effect.on.shown}` : null;
    case "reindex":
      return isRefusedReindex(effect) ? `REINDEX ${effect.what.toUpperCase()} ${effect.name}` : null;
    default:
      return null;
  }
}

/** CONCURRENTLY is another rule's. */
function isRefusedReindex({ what, table, concurrently }: Effect<"reindex">): boolean {
  if (concurrently) return false;
  return (what !== "index" && what !== "table") || table?.known?.partitioned === true;
}
