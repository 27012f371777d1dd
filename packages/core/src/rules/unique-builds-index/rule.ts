import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before } from "../../lint/lint-run.ts";
import { addBareColumn, indexOfKey, keyUsingIndex } from "../../lint/recipe-constraint.ts";
import { buildOnPartitions } from "../../lint/recipe-index.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A unique constraint that builds its index under the strongest lock. */
export const uniqueBuildsIndex = defineSqlRule({
  code: "MS213",
  name: "unique-builds-index",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A unique constraint is added and its index is built in the same statement.",
    why: "It holds an ACCESS EXCLUSIVE lock until the index is built, so reads and writes wait.",
    fix: "Build a unique index concurrently, and let the constraint take it over: that takes a moment.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD CONSTRAINT uq UNIQUE (code)",
      "ALTER TABLE orders ADD COLUMN slug text UNIQUE",
    ],
    good: [
      "ALTER TABLE orders ADD CONSTRAINT uq UNIQUE USING INDEX uq_idx",
      "CREATE TABLE orders (code text); ALTER TABLE orders ADD UNIQUE (code)",
      { sql: "CREATE UNIQUE INDEX CONCURRENTLY uq_idx ON orders (code)", autocommit: true },
    ],
  },
  check: (statement, before) =>
    effectsOfKind(statement, "add-constraint")
      .filter(({ constraint, scans }) => constraint.type === "unique" && scans.length > 0)
      .map((effect) => ({
        effect,
        message: `Adding the unique constraint ${effect.constraint.name} builds an index on ${effect.on.shown} under an ACCESS EXCLUSIVE lock: reads and writes wait.`,
        ...wayOut(effect, before),
      })),
});

function wayOut({ on, constraint, inline }: Effect<"add-constraint">, { state }: Before) {
  const column = inline === null ? [] : [addBareColumn(on.name, inline)];
  if (on.known?.partitioned === true) {
    return {
      fix: "A constraint of a partitioned table cannot take over an index; a unique index says the same.",
      recipe: [...column, ...buildOnPartitions(indexOfKey(on, constraint), on.name, state)],
    };
  }
  return { recipe: [...column, ...keyUsingIndex(on, constraint)] };
}
