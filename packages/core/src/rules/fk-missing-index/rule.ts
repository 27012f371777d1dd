import { constraintAtEnd } from "../../lint/constraint-at-end.ts";
import { conjunctsOf, provedNotNull } from "../../lint/expressions.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before, JudgedStatement } from "../../lint/lint-run.ts";
import { keyOf, shown } from "../../lint/names.ts";
import { createIndex, plainIndex } from "../../lint/recipe-index.ts";
import type { Index } from "../../lint/schema/objects.ts";
import type { SqlRuleFinding } from "../define-sql-rule.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A foreign key whose columns no index begins with. */
export const fkMissingIndex = defineSqlRule({
  code: "MS219",
  name: "fk-missing-index",
  severity: "warning",
  judges: "run",
  docs: {
    what: "No index of the table begins with the columns of its new foreign key.",
    why: "For each row that is deleted from the parent, or gets another key, Postgres looks for children: without an index it reads the whole child table, and holds its locks all the while.",
    fix: "Build an index on the columns of the key.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
      "CREATE TABLE visits (user_id bigint REFERENCES users (id), day date); CREATE INDEX ix ON visits (day, user_id)",
      "CREATE TABLE visits (user_id bigint REFERENCES users (id), gone bool); CREATE INDEX ix ON visits (user_id) WHERE NOT gone",
    ],
    good: [
      "CREATE TABLE visits (user_id bigint REFERENCES users (id), day date); CREATE INDEX ix ON visits (user_id, day)",
      "CREATE TABLE tags (user_id bigint REFERENCES users (id), tag text, PRIMARY KEY (user_id, tag))",
      // Any order of the key's columns will do.
      "CREATE TABLE lines (a int, b int, c int, FOREIGN KEY (a, b) REFERENCES orders (a, b)); CREATE INDEX ix ON lines (b, a, c)",
      "CREATE TABLE visits (user_id bigint REFERENCES users (id)); CREATE INDEX ix ON visits (user_id) WHERE user_id IS NOT NULL",
    ],
  },
  check: ({ transactions, after }) =>
    transactions.flatMap(({ statements }) => statements.flatMap((at) => findingsOf(at, after))),
});

function findingsOf(at: JudgedStatement, after: Before): readonly SqlRuleFinding[] {
  if (at.statement.direction === "downgrade") return [];
  return effectsOfKind(at, "add-constraint").flatMap((effect) => {
    if (effect.constraint.type !== "foreign-key" || !effect.constraint.enforced) return [];
    const end = constraintAtEnd(after, effect.constraint);
    if (end === null) return [];
    const { columns } = end.constraint;
    const indexes = after.state.indexesOf(keyOf(end.table.name));
    if (indexes.some((index) => serves(index, columns))) return [];
    const on = { ...effect.on, name: end.table.name };
    const name = `ix_${on.name.name}_${columns.join("_")}`;
    return [
      {
        at,
        effect,
        message: `No index of ${shown(on.name)} begins with ${columns.join(", ")}: each row that ${effect.parent?.shown ?? "its parent"} loses makes Postgres read all of ${shown(on.name)}.`,
        recipe: createIndex(plainIndex(name, on, columns), on),
      },
    ];
  });
}

/** Can the index find the children of one key? */
function serves({ columns: keys, predicate, method }: Index, columns: readonly string[]): boolean {
  const first = keys.slice(0, columns.length);
  const isKnownMethod = method === "btree" || (method === "hash" && columns.length === 1);
  // `user_id = 7` says that it is not NULL, so Postgres uses the index of the rows that are not.
  const isWhole =
    predicate === null ||
    conjunctsOf(predicate).every((part) => provedNotNull(part).some((column) => columns.includes(column)));
  return isKnownMethod && isWhole && columns.every((column) => first.includes(column));
}
