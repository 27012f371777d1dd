import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { py, replaceColumn, schemaOf, shownColumn, sqlWord, steps, validate } from "../../lint/recipe.ts";
import { showType } from "../../lint/sql-type.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** ALTER COLUMN … TYPE to a type that cannot hold all values of the old one. */
export const narrowingType = defineSqlRule({
  code: "MS236",
  name: "narrowing-type",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A column gets a type that cannot hold all values of the old one.",
    why: "The statement fails on the first value that does not fit, on some databases only, or rounds it. Running code writes such values until it is replaced, and fails after.",
    fix: "Forbid the values that do not fit with a check NOT VALID, mend the old rows, validate the check, and change the type after that.",
  },
  examples: {
    bad: [
      {
        sql: "ALTER TABLE orders ALTER COLUMN note TYPE varchar(30)",
        setup: "CREATE TABLE orders (note varchar(60))",
      },
      {
        sql: "ALTER TABLE orders ALTER COLUMN batch TYPE integer",
        setup: "CREATE TABLE orders (batch bigint)",
      },
      {
        sql: "ALTER TABLE orders ALTER COLUMN paid_at TYPE date",
        setup: "CREATE TABLE orders (paid_at timestamptz)",
      },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ALTER COLUMN note TYPE varchar(60)",
        setup: "CREATE TABLE orders (note varchar(30))",
      },
      {
        sql: "ALTER TABLE orders ALTER COLUMN batch TYPE bigint",
        setup: "CREATE TABLE orders (batch integer)",
      },
      "CREATE TABLE orders (batch bigint); ALTER TABLE orders ALTER COLUMN batch TYPE integer",
      {
        sql: "ALTER TABLE orders ALTER COLUMN note TYPE varchar(30)",
        setup: "CREATE TABLE orders (note varchar(20)); CREATE TABLE archive.orders (note text)",
      },
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "alter-type")
      .filter(({ on, narrows }) => narrows === true && !on.isNew)
      // What USING cuts on purpose does not fail: MD412 says what is lost.
      .filter(({ using, loses }) => using === null || !loses)
      .map((effect) => {
        const { on, column, from, to, loses } = effect;
        const change = `${shownColumn(on.name, column)} from ${from === null ? "…" : showType(from)} to ${showType(to)}`;
        const end = loses
          ? "values that do not fit are rounded or cut"
          : "the statement fails where a value does not fit";
        return {
          effect,
          message: `Narrows ${change} under an ACCESS EXCLUSIVE lock on ${on.shown}: ${end}, and running code still writes them.`,
          recipe: recipe(effect),
          ...(loses
            ? {
                fix: "Add a column of the new type, let the code say what becomes of the old values, and drop the old one in a later release.",
              }
            : {}),
        };
      }),
});

function recipe({ on, column, to, loses }: Effect<"alter-type">): readonly string[] {
  if (loses) return replaceColumn(on.name, { name: column, type: to });
  const check = `${on.name.name}_${column}_fits`;
  return steps([
    [
      "this revision",
      [
        `op.create_check_constraint(${py(check)}, ${py(on.name.name)}, ${py(fits(column, to))}${schemaOf(on.name)}, postgresql_not_valid=True)`,
      ],
    ],
    ["then mend the rows that do not fit, and in the next revision", [validate(on.name, check)]],
    ["a later release, as any change of type: a new column, both written, the old one dropped", []],
  ]);
}

const LIMITS: Readonly<Record<string, string>> = {
  int2: "BETWEEN -32768 AND 32767",
  int4: "BETWEEN -2147483648 AND 2147483647",
};

/** The condition that a value of the column can be one of the new type. */
function fits(column: string, { name, mods }: Effect<"alter-type">["to"]): string {
  const [limit] = mods;
  if ((name === "varchar" || name === "bpchar") && limit !== undefined)
    return `length(${sqlWord(column)}) <= ${limit}`;
  if (name === "numeric" && limit !== undefined)
    return `abs(${sqlWord(column)}) < 1e${limit - (mods[1] ?? 0)}`;
  return `${sqlWord(column)} ${LIMITS[name] ?? "…"}`;
}
