import type { Effect } from "../../lint/effects/effect.ts";
import type { Before } from "../../lint/lint-run.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { shown } from "../../lint/names.ts";
import { execute, sqlName } from "../../lint/recipe.ts";
import { buildOnPartitions } from "../../lint/recipe-index.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** CREATE or DROP INDEX CONCURRENTLY on a partitioned table, which the server refuses. */
export const concurrentOnPartitioned = defineSqlRule({
  code: "MS204",
  name: "concurrent-on-partitioned",
  severity: "error",
  judges: "statement",
  docs: {
    what: "An index of a partitioned table is built or dropped concurrently.",
    why: "Postgres refuses it (0A000) in every version up to 18, so the upgrade fails. Partitions themselves can have it.",
    fix: "Make the index on the table ONLY, build one concurrently on each partition, and attach them.",
  },
  examples: {
    bad: [
      {
        sql: "CREATE INDEX CONCURRENTLY ix ON events (day)",
        setup: "CREATE TABLE events (day date) PARTITION BY RANGE (day)",
        autocommit: true,
      },
      {
        sql: "DROP INDEX CONCURRENTLY ix",
        setup: "CREATE TABLE events (day date) PARTITION BY RANGE (day); CREATE INDEX ix ON events (day)",
        autocommit: true,
      },
    ],
    good: [
      {
        sql: "CREATE INDEX CONCURRENTLY ix ON events_2026 (day)",
        setup:
          "CREATE TABLE events (day date) PARTITION BY RANGE (day); CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
        autocommit: true,
      },
      {
        sql: "CREATE INDEX ix ON ONLY events (day)",
        setup: "CREATE TABLE events (day date) PARTITION BY RANGE (day)",
      },
      { sql: "CREATE INDEX CONCURRENTLY ix ON orders (user_id)", autocommit: true },
    ],
  },
  check: (statement, before) => [
    ...effectsOfKind(statement, "create-index")
      .filter(({ concurrently, on }) => concurrently && on.known?.partitioned === true)
      .map((effect) => ({
        effect,
        message: `${effect.on.shown} is partitioned: the server refuses to build the index ${effect.index.name.name} on it CONCURRENTLY.`,
        recipe: buildOnPartitions(effect.index, effect.on.name, before.state),
      })),
    ...effectsOfKind(statement, "drop-index")
      .filter((effect) => effect.concurrently && isOfPartitioned(effect, before))
      .map((effect) => ({
        effect,
        message: `The table of the index ${shown(effect.name)} is partitioned: the server refuses to drop it CONCURRENTLY.`,
        fix: "Drop it without CONCURRENTLY, and make the wait for the ACCESS EXCLUSIVE lock short.",
        recipe: [execute("SET LOCAL lock_timeout = '2s'"), execute(`DROP INDEX ${sqlName(effect.name)}`)],
      })),
  ],
});

function isOfPartitioned({ index }: Effect<"drop-index">, { state }: Before): boolean {
  return index !== null && state.relations.get(index.table)?.partitioned === true;
}
