import type { Effect, EffectKind } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { blockedBy, isAtLeast, lockName, strongest } from "../../lint/locks.ts";
import type { Lock } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { steps } from "../../lint/recipe.ts";
import { operationOf, safeOperations } from "../../lint/recipe-operation.ts";
import { isBulk } from "../../lint/work.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A change of the schema and of many rows in one transaction. */
export const ddlWithBulkDml = defineSqlRule({
  code: "MS274",
  name: "ddl-with-bulk-dml",
  severity: "error",
  judges: "transaction",
  docs: {
    what: "One transaction changes the schema of a table in use and many rows.",
    why: "Whichever comes first waits for the other: the lock of the schema change is held while the rows are written, or the rows stay locked while it waits for its lock. A failure in one undoes both.",
    fix: "One revision for the schema, one for the data, in batches.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD COLUMN tax numeric; UPDATE orders SET tax = 0",
      "UPDATE orders SET note = '' WHERE note IS NULL; ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
      "CREATE INDEX ix_orders_ref ON orders (ref); DELETE FROM users WHERE gone",
    ],
    good: [
      "CREATE TABLE coupons (id bigint, n integer); UPDATE coupons SET n = 1",
      "ALTER TABLE orders ADD COLUMN tax numeric; UPDATE rates SET rate = 19 WHERE id = 1",
      "UPDATE orders SET note = '' WHERE note IS NULL; CREATE TABLE coupons (id bigint)",
      "ALTER TABLE orders ADD COLUMN tax numeric; UPDATE alembic_version SET version_num = 'b2'",
      "COMMENT ON TABLE orders IS 'update orders set tax = 0'; UPDATE orders SET tax = 0 WHERE paid",
    ],
  },
  check: ({ statements }) => {
    const changes = statements.flatMap((by, place) => {
      const [lock] = strongest(by.effects.filter(isSchemaChange).flatMap(({ locks }) => locks)).filter(
        ({ mode }) => isAtLeast(mode, "Share"),
      );
      return lock === undefined ? [] : [{ by, place, lock }];
    });
    return statements.flatMap((at, place) => {
      const effect = effectsOfKind(at, "dml").find((one) => isBulk(one) && !one.on.isNew);
      const change = changes.find((one) => one.place < place) ?? changes[0];
      if (effect === undefined || change === undefined) return [];
      const isBefore = change.place < place;
      return [
        {
          at,
          effect,
          message: `Changes rows of ${effect.on.shown} in the transaction that ${lockWords(change.lock)}: ${isBefore ? `${blockedBy(change.lock.mode)} wait for all of them` : "each row stays locked while it waits for that lock"}.`,
          recipe: recipeFor(at, change.by, isBefore),
        },
      ];
    });
  },
});

const NO_CHANGE: ReadonlySet<EffectKind> = new Set<EffectKind>(["dml", "query", "lock-table"]);

function isSchemaChange({ kind }: Effect): boolean {
  return !NO_CHANGE.has(kind);
}

function lockWords({ relation, mode }: Lock): string {
  return `locks ${shownKey(relation)} (${lockName(mode)})`;
}

function recipeFor(rows: JudgedStatement, schema: JudgedStatement, schemaFirst: boolean): readonly string[] {
  const parts = [[operationOf(schema)], safeOperations(rows)] as const;
  const [first, second] = schemaFirst ? parts : parts.toReversed();
  return steps([
    ["this revision", first ?? []],
    ["the next revision", second ?? []],
  ]);
}
