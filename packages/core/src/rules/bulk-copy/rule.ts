import type { Effect } from "../../lint/effects/effect.ts";
import { shownKey } from "../../lint/names.ts";
import { execute, sqlName } from "../../lint/recipe.ts";
import { copyInBatches, inBatches } from "../../lint/recipe-batches.ts";
import { nameOfKey } from "../../lint/names.ts";
import { listed } from "../words.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** The rows of a table in use are copied in one statement. */
export const bulkCopy = defineSqlRule({
  code: "MD407",
  name: "bulk-copy",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "INSERT … SELECT, CREATE TABLE AS or SELECT INTO copies rows of an existing table.",
    why: "It runs as long as the table is big; its snapshot keeps VACUUM from cleaning up meanwhile, replicas get everything at once, and when it fails nothing is left. What is written during the copy is not in it.",
    fix: "Make the table without data, and copy in batches by key, each committed on its own.",
  },
  examples: {
    bad: [
      "INSERT INTO archive (id, total) SELECT id, total FROM orders",
      "CREATE TABLE orders_2025 AS SELECT * FROM orders WHERE placed < date '2026-01-01'",
      "SELECT * INTO orders_copy FROM orders",
    ],
    good: [
      "CREATE TABLE orders_copy AS SELECT * FROM orders WITH NO DATA",
      "INSERT INTO archive (id, total) VALUES (1, 2)",
      "INSERT INTO archive (id, total) SELECT id, total FROM orders WHERE id > 0 AND id <= 10000",
      "INSERT INTO roles (name) SELECT 'admin' WHERE NOT EXISTS (SELECT 1 FROM roles WHERE name = 'admin')",
      "INSERT INTO roles (name, owner_id) VALUES ('admin', (SELECT id FROM users WHERE email = 'root@example.test'))",
      "INSERT INTO roles (name) SELECT name FROM (VALUES ('admin'), ('guest')) AS v (name)",
      "CREATE TABLE found (id bigint); INSERT INTO archive (id) SELECT id FROM found",
    ],
  },
  check: ({ effects }) =>
    effects.filter(isCopy).map((effect) => ({
      effect,
      message: `Copies rows of ${listed(effect.scans.map(shownKey))} to ${effect.on.shown} in one statement: as long as it runs, VACUUM cleans no table, and rows written meanwhile are not copied.`,
      recipe: effect.kind === "dml" ? inBatches(effect) : recipeForTable(effect),
    })),
});

type Copy = Effect<"dml" | "create-table">;

function isCopy(effect: Effect): effect is Copy {
  if (effect.kind === "create-table") return effect.copiesRows;
  if (effect.kind !== "dml" || effect.source !== "query" || effect.verb !== "insert") return false;
  return effect.scans.length > 0 && (effect.reach === "all" || effect.reach === "some");
}

function recipeForTable({ on, scans }: Effect<"create-table">): readonly string[] {
  const key = scans[0] ?? "";
  const from = { key, name: nameOfKey(key), shown: shownKey(key), isNew: false, known: null };
  return [
    execute(`CREATE TABLE ${sqlName(on.name)} (LIKE ${sqlName(from.name)} INCLUDING ALL)`),
    ...copyInBatches(on.name, from),
  ];
}
