import type { Effect, EffectKind } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { operationOf } from "../../lint/recipe-operation.ts";
import { steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Schema and data in one revision. */
export const schemaAndDataMixed = defineSqlRule({
  code: "MD414",
  name: "schema-and-data-mixed",
  severity: "notice",
  optIn: true,
  judges: "revision",
  docs: {
    what: "A revision changes the schema and the rows of existing tables.",
    why: "The two have different needs: one has to be quick, the other small and repeatable. Together they are deployed, retried and undone together.",
    fix: "One revision for the schema, one for the data.",
  },
  examples: {
    bad: [
      "UPDATE orders SET due = placed WHERE id BETWEEN 1 AND 500; ALTER TABLE orders ALTER COLUMN due SET NOT NULL",
      "CREATE TABLE coupons (id bigint); INSERT INTO rates (id) VALUES (1) ON CONFLICT DO NOTHING",
    ],
    good: [
      "CREATE TABLE rates (id bigint PRIMARY KEY); INSERT INTO rates (id) VALUES (1)",
      "UPDATE orders SET due = placed WHERE id = 1",
      "ALTER TABLE orders ADD COLUMN due date; COMMENT ON COLUMN orders.due IS 'UPDATE orders SET due = placed'",
      {
        sql: "CREATE TABLE IF NOT EXISTS rates (id bigint); INSERT INTO rates (id) VALUES (1) ON CONFLICT DO NOTHING",
        autocommit: true,
      },
    ],
  },
  check: ({ statements }) => {
    const made = new Set(
      statements.flatMap((one) => effectsOfKind(one, "create-table").map(({ on }) => on.key)),
    );
    const isOld = ({ on }: Effect<"dml">): boolean => !on.isNew && !made.has(on.key);
    const data = statements.find((one) => effectsOfKind(one, "dml").some(isOld));
    const schema = statements.find(({ effects }) => effects.some(({ kind }) => !NO_SCHEMA.has(kind)));
    if (data === undefined || schema === undefined) return [];
    const effect = effectsOfKind(data, "dml").find(isOld) ?? null;
    const isSchemaFirst = statements.indexOf(schema) < statements.indexOf(data);
    const lines = [[operationOf(schema)], [operationOf(data)]] as const;
    const [first, second] = isSchemaFirst ? lines : lines.toReversed();
    return [
      {
        at: data,
        effect,
        message: `Changes rows of ${effect?.on.shown ?? "a table"} in a revision that changes the schema too: when one of them fails, both are undone, under all locks of both.`,
        recipe: steps([
          ["this revision", first ?? []],
          ["the next revision", second ?? []],
        ]),
      },
    ];
  },
});

/** What leaves the schema as it is. */
const NO_SCHEMA: ReadonlySet<EffectKind> = new Set<EffectKind>([
  "dml",
  "query",
  "set",
  "transaction-control",
  "opaque",
  "comment",
  "grant",
  "analyze",
  "vacuum",
  "cluster",
  "reindex",
  "maintain-database",
  "refresh-view",
  "lock-table",
  "truncate",
  "copy-program",
  "role",
  "server-wide",
  "other",
]);
