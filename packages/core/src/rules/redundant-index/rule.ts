import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before, JudgedStatement } from "../../lint/lint-run.ts";
import { keyOf } from "../../lint/names.ts";
import { autocommit, dropIndexConcurrently } from "../../lint/recipe.ts";
import type { Index } from "../../lint/schema/objects.ts";
import type { SqlRuleFinding } from "../define-sql-rule.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** An index whose work another one does already. */
export const redundantIndex = defineSqlRule({
  code: "MS209",
  name: "redundant-index",
  severity: "notice",
  judges: "revision",
  docs: {
    what: "An index begins another one, or equals it.",
    why: "The longer index answers all that the shorter one does, while each write keeps up both.",
    fix: "Drop one of them.",
  },
  examples: {
    bad: [
      {
        sql: "CREATE INDEX CONCURRENTLY ix ON orders (user_id)",
        setup:
          "CREATE TABLE orders (user_id bigint, day date); CREATE INDEX ix_long ON orders (user_id, day)",
        autocommit: true,
      },
      {
        sql: "CREATE INDEX CONCURRENTLY ix ON orders (user_id)",
        setup: "CREATE TABLE orders (user_id bigint); CREATE INDEX ix_old ON orders (user_id)",
        autocommit: true,
      },
    ],
    good: [
      {
        sql: "CREATE INDEX CONCURRENTLY ix ON orders (user_id) WHERE paid",
        setup: "CREATE TABLE orders (user_id bigint, paid bool); CREATE INDEX ix_old ON orders (user_id)",
        autocommit: true,
      },
      {
        sql: "CREATE INDEX CONCURRENTLY ix ON orders (day)",
        setup:
          "CREATE TABLE orders (user_id bigint, day date); CREATE INDEX ix_long ON orders (user_id, day)",
        autocommit: true,
      },
      // The old one goes: an index is replaced.
      {
        sql: "CREATE INDEX CONCURRENTLY ix ON orders (user_id); DROP INDEX CONCURRENTLY ix_long",
        setup:
          "CREATE TABLE orders (user_id bigint, day date); CREATE INDEX ix_long ON orders (user_id, day)",
        autocommit: true,
      },
    ],
  },
  check: ({ statements }, after) => statements.flatMap((at) => findingsOf(at, after)),
});

function findingsOf(at: JudgedStatement, { state }: Before): readonly SqlRuleFinding[] {
  return effectsOfKind(at, "create-index").flatMap((effect) => {
    const all = state.indexesOf(effect.on.key);
    const place = all.findIndex(({ name }) => keyOf(name) === keyOf(effect.index.name));
    const index = all[place];
    // What is gone again at the end was only in between.
    if (index === undefined) return [];
    const other = all.find(
      (one, position) => position !== place && one.born <= index.born && begins(index, one, position > place),
    );
    if (other === undefined) return [];
    return [
      {
        at,
        effect,
        message: `${index.name.name} on ${effect.on.shown} does nothing that ${other.name.name} (${other.columns.join(", ")}) does not do: writes keep up both.`,
        recipe: [
          "# leave it out, or, where it exists:",
          ...autocommit([dropIndexConcurrently(index.name.name, effect.on.name)]),
        ],
      },
    ];
  });
}

/** Is `short` the first part of `long`, or, where that came first, its equal? */
function begins(short: Index, long: Index, longIsLater: boolean): boolean {
  const isEqual = short.columns.length === long.columns.length;
  const isPlain = [short, long].every(({ predicate, method }) => predicate === null && method === "btree");
  return (
    isPlain &&
    short.unique === long.unique &&
    (isEqual ? !longIsLater : short.columns.length < long.columns.length && !short.unique) &&
    short.columns.every((column, at) => column !== null && column === long.columns[at]) &&
    short.opclasses.every((order, at) => order === long.opclasses[at]) &&
    short.include.every((column) => long.include.includes(column) || long.columns.includes(column))
  );
}
