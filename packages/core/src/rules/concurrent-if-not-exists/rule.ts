import { effectsOfKind } from "../../lint/lint-run.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { keyOf } from "../../lint/names.ts";
import { buildIndex } from "../../lint/recipe-index.ts";
import type { SqlRuleFinding } from "../define-sql-rule.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** CREATE INDEX CONCURRENTLY IF NOT EXISTS, which takes the rest of a failed build for the index. */
export const concurrentIfNotExists = defineSqlRule({
  code: "MS205",
  name: "concurrent-if-not-exists",
  severity: "warning",
  judges: "revision",
  docs: {
    what: "An index is built concurrently unless one of its name exists.",
    why: "A build that was interrupted leaves an INVALID index behind. `IF NOT EXISTS` looks at the name alone, so the second try says that all is well, and no query ever uses the index.",
    fix: "Drop what a failed build may have left first, then build.",
  },
  examples: {
    bad: [
      { sql: "CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON orders (user_id)", autocommit: true },
      {
        sql: "DROP INDEX CONCURRENTLY IF EXISTS ix_other; CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON orders (user_id)",
        autocommit: true,
      },
    ],
    good: [
      {
        sql: "DROP INDEX CONCURRENTLY IF EXISTS ix; CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON orders (user_id)",
        autocommit: true,
      },
      { sql: "CREATE INDEX CONCURRENTLY ix ON orders (user_id)", autocommit: true },
      // Not concurrent: an interrupted build is rolled back whole.
      "CREATE INDEX IF NOT EXISTS ix ON orders (user_id)",
    ],
  },
  check: ({ statements }) => {
    const dropped = new Set<string>();
    return statements.flatMap((at) => {
      for (const { name } of effectsOfKind(at, "drop-index")) dropped.add(keyOf(name));
      return findingsOf(at, dropped);
    });
  },
});

function findingsOf(at: JudgedStatement, dropped: ReadonlySet<string>): readonly SqlRuleFinding[] {
  return effectsOfKind(at, "create-index")
    .filter(({ concurrently, guarded, index }) => concurrently && guarded && !dropped.has(keyOf(index.name)))
    .map((effect) => ({
      at,
      effect,
      message: `If an earlier build of ${effect.index.name.name} on ${effect.on.shown} was interrupted, IF NOT EXISTS keeps the INVALID index that it left: no query uses it.`,
      recipe: buildIndex(effect.index, effect.on.name),
    }));
}
