import { effectsOfKind } from "../../lint/lint-run.ts";
import { shown } from "../../lint/names.ts";
import { autocommit, execute } from "../../lint/recipe.ts";
import { repeatConcurrent } from "../../lint/recipe-index.ts";
import type { Concurrent } from "../../lint/recipe-index.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A CONCURRENTLY that a timeout of the session can cut off halfway. */
export const concurrentUnderTimeout = defineSqlRule({
  code: "MS206",
  name: "concurrent-under-timeout",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "An index is built or dropped concurrently while a timeout is set.",
    why: "CONCURRENTLY has to wait for all older transactions, and both timeouts count that wait. What is cut off leaves an INVALID index, which every write keeps up and no query uses.",
    fix: "Set both timeouts to 0 for this one statement: it blocks nobody while it waits.",
  },
  examples: {
    bad: [
      {
        sql: "SET lock_timeout = '2s'; CREATE INDEX CONCURRENTLY ix ON orders (user_id)",
        autocommit: true,
      },
      { sql: "SET statement_timeout = '1min'; DROP INDEX CONCURRENTLY ix", autocommit: true },
    ],
    good: [
      {
        sql: "SET lock_timeout = '2s'; SET lock_timeout = 0; CREATE INDEX CONCURRENTLY ix ON orders (user_id)",
        autocommit: true,
      },
      // Outside of a transaction SET LOCAL sets nothing.
      {
        sql: "SET LOCAL lock_timeout = '2s'; CREATE INDEX CONCURRENTLY ix ON orders (user_id)",
        autocommit: true,
      },
      { sql: "CREATE INDEX CONCURRENTLY ix ON orders (user_id)", autocommit: true },
      "SET LOCAL lock_timeout = '2s'; CREATE INDEX ix ON orders (user_id)",
    ],
  },
  check: (statement) => {
    const { timeouts } = statement;
    if (timeouts.length === 0) return [];
    return effectsOfKind(statement, "create-index", "drop-index", "reindex", "detach-partition")
      .filter(({ concurrently }) => concurrently)
      .map((effect) => ({
        effect,
        message: `${timeouts.map(([name, value]) => `${name} (${value})`).join(" and ")} can end ${wordsOf(effect)} while it waits for older transactions, and leave ${leftover(effect)} behind.`,
        recipe: autocommit([
          ...timeouts.map(([name]) => execute(`SET ${name} = 0`)),
          repeatConcurrent(effect, statement.statement.sql),
          ...timeouts.map(([name, value]) => execute(`SET ${name} = '${value}'`)),
        ]),
      }));
  },
});

function wordsOf(effect: Concurrent): string {
  if (effect.kind === "create-index") return `the build of ${effect.index.name.name} on ${effect.on.shown}`;
  if (effect.kind === "drop-index") return `the drop of ${shown(effect.name)}`;
  return effect.kind === "reindex"
    ? `the new build of ${effect.name}`
    : `the detaching of ${effect.partition.shown}`;
}

function leftover({ kind }: Concurrent): string {
  return kind === "detach-partition" ? "a partition that is half detached" : "an INVALID index";
}
