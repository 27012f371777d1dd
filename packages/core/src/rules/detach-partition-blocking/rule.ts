import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before } from "../../lint/lint-run.ts";
import type { Effect } from "../../lint/effects/effect.ts";
import { autocommit, execute, sqlName } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** The first version that knows DETACH PARTITION … CONCURRENTLY. */
const SINCE = 14;

/** DETACH PARTITION without CONCURRENTLY. */
export const detachPartitionBlocking = defineSqlRule({
  code: "MS290",
  name: "detach-partition-blocking",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A partition is detached without CONCURRENTLY.",
    why: "It takes ACCESS EXCLUSIVE on the whole partitioned table, so reads and writes of every partition wait for it, and it waits for the slowest of them.",
    fix: "Detach it CONCURRENTLY (14 and later), outside of a transaction.",
  },
  examples: {
    bad: [
      "ALTER TABLE events DETACH PARTITION events_2025",
      { sql: "ALTER TABLE events DETACH PARTITION events_2025", postgres: 13 },
    ],
    good: [
      { sql: "ALTER TABLE events DETACH PARTITION events_2025 CONCURRENTLY", autocommit: true },
      "CREATE TABLE e (day date) PARTITION BY RANGE (day); CREATE TABLE e_1 PARTITION OF e DEFAULT; ALTER TABLE e DETACH PARTITION e_1",
    ],
  },
  check: (statement, before) =>
    effectsOfKind(statement, "detach-partition")
      .filter(({ concurrently, on }) => !concurrently && !on.isNew)
      .map((effect) => ({
        effect,
        message: `Detaching ${effect.partition.shown} takes ACCESS EXCLUSIVE on ${effect.on.shown}: reads and writes of every partition wait.`,
        ...wayOut(effect, before),
      })),
});

function wayOut({ on, partition }: Effect<"detach-partition">, { postgres }: Before) {
  const detach = `ALTER TABLE ${sqlName(on.name)} DETACH PARTITION ${sqlName(partition.name)}`;
  const short = [execute("SET LOCAL lock_timeout = '2s'"), execute(detach)];
  if (postgres < SINCE) {
    const fix = `PostgreSQL ${postgres} has no CONCURRENTLY for it: make the wait for the lock short.`;
    return { severity: "warning" as const, fix, recipe: short };
  }
  if (on.known?.defaultPartition != null) {
    const fix = "Beside a default partition CONCURRENTLY is refused: make the wait for the lock short.";
    return { fix, recipe: short };
  }
  return { recipe: autocommit([execute(`${detach} CONCURRENTLY`)]) };
}
