import { keyOf } from "../../lint/names.ts";
import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { alterColumn, shownColumn } from "../../lint/recipe.ts";
import type { SqlType } from "../../lint/sql-type.ts";
import { showType } from "../../lint/sql-type.ts";
import { writtenAs, writtenColumns } from "../../lint/written-columns.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

const LIMITS: Readonly<Record<string, string>> = { int2: "32 767", int4: "2 147 483 647" };

/** A primary key of one column that runs out of numbers. */
export const intKey = defineSqlRule({
  code: "MS250",
  name: "int-key",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "The primary key of a table is a single integer, smallint or serial column.",
    why: "Once its numbers are used up, and failed inserts use them too, each insert fails. Making it bigint then writes the whole table anew under an ACCESS EXCLUSIVE lock, and the columns of its children as well.",
    fix: "Make keys bigint from the start. Where a table stays small for sure, allow it with a reason.",
  },
  examples: {
    bad: [
      "CREATE TABLE badges (id integer PRIMARY KEY, label text)",
      "CREATE TABLE badges (id serial PRIMARY KEY, label text)",
      "CREATE TABLE badges (id int4 NOT NULL, CONSTRAINT badge_pk PRIMARY KEY (id))",
      "CREATE TABLE badges (id smallint NOT NULL); ALTER TABLE badges ADD PRIMARY KEY (id)",
    ],
    good: [
      "CREATE TABLE badges (id bigint PRIMARY KEY, weight integer)",
      "CREATE TABLE badges (id uuid PRIMARY KEY DEFAULT gen_random_uuid())",
      "CREATE TABLE badge_colours (badge integer, colour integer, PRIMARY KEY (badge, colour))",
      "CREATE TEMP TABLE badges (id integer PRIMARY KEY)",
    ],
  },
  check: (statement) => [
    ...writtenColumns(statement)
      .filter(({ isKey, type }) => isKey && isShort(type))
      .map((written) => ({
        effect: written.effect,
        object: written.object,
        message: message(shownColumn(written.table, written.name), written.type),
        recipe: writtenAs(written, "sa.BigInteger()"),
      })),
    ...effectsOfKind(statement, "add-constraint").flatMap((effect) => {
      const key = laterKey(effect);
      if (key === null) return [];
      return [
        {
          effect,
          object: `table:${keyOf(effect.on.name)}.column:${key.name}`,
          message: message(shownColumn(effect.on.name, key.name), key.type),
          recipe: [alterColumn(effect.on.name, key.name, "type_=sa.BigInteger()")],
        },
      ];
    }),
  ],
});

function isShort({ name, isArray }: SqlType): boolean {
  return name in LIMITS && !isArray;
}

/** The column of a key that is added to a table of which its type is known. */
function laterKey({ on, constraint, inline, index }: Effect<"add-constraint">) {
  if (constraint.type !== "primary-key" || inline !== null || on.known?.persistence === "temporary")
    return null;
  const [name, ...more] = constraint.columns.length > 0 ? constraint.columns : (index?.columns ?? []);
  const type = on.known?.columns.get(name ?? "")?.type ?? null;
  return name == null || more.length > 0 || type === null || !isShort(type) ? null : { name, type };
}

function message(column: string, type: SqlType): string {
  return `The key ${column} is ${showType(type)}: after ${LIMITS[type.name] ?? "its last number"} each insert fails, and making it bigint then locks reads and writes out while the table is written anew.`;
}
