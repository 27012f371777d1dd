import { effectsOfKind } from "../../lint/lint-run.ts";
import { PLAIN_KEY } from "../../lint/schema/objects.ts";
import { createIndex } from "../../lint/recipe-index.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Keys that an index may have before it is wide. */
const LIMIT = 3;

/** An index with many keys. */
export const wideIndex = defineSqlRule({
  code: "MS210",
  name: "wide-index",
  severity: "notice",
  judges: "statement",
  docs: {
    what: "An index has more than three keys and is not unique.",
    why: "A key helps only queries that give all keys before it, while every write has to keep all of them up.",
    fix: "Keep the keys that narrow the search, the most selective first; columns that are only read belong into INCLUDE.",
  },
  examples: {
    bad: [{ sql: "CREATE INDEX CONCURRENTLY ix ON orders (a, b, c, d)", autocommit: true }],
    good: [
      { sql: "CREATE INDEX CONCURRENTLY ix ON orders (a, b) INCLUDE (c, d)", autocommit: true },
      { sql: "CREATE UNIQUE INDEX CONCURRENTLY ix ON orders (a, b, c, d)", autocommit: true },
      // The order of keys means nothing to GIN.
      { sql: "CREATE INDEX CONCURRENTLY ix ON orders USING gin (a, b, c, d)", autocommit: true },
      "CREATE INDEX ix ON orders (a, b, c)",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "create-index")
      .filter(({ index }) => index.columns.length > LIMIT && !index.unique && index.method === "btree")
      .map((effect) => {
        const { index, on } = effect;
        const include = [...index.columns.slice(2), ...index.include].flatMap((name) => name ?? []);
        const isPlain =
          index.columns.slice(0, 2).every((name) => name !== null) &&
          index.opclasses.slice(0, 2).every((key) => key === PLAIN_KEY) &&
          index.predicate === null;
        return {
          effect,
          message: `${index.name.name} on ${on.shown} has ${index.columns.length} keys: every write keeps all of them up, and few queries use more than the first.`,
          recipe: createIndex(
            {
              ...index,
              columns: index.columns.slice(0, 2),
              include,
              written: isPlain ? null : "(…)",
            },
            on,
          ),
        };
      }),
});
