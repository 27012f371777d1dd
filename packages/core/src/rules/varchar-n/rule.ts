import { shown } from "../../lint/names.ts";
import { py, saType, schemaOf, shownColumn, sqlWord } from "../../lint/recipe.ts";
import { showType } from "../../lint/sql-type.ts";
import { writtenAs, writtenColumns } from "../../lint/written-columns.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A column of type varchar(n), whose limit costs the strongest lock to change. */
export const varcharN = defineSqlRule({
  code: "MS255",
  name: "varchar-n",
  severity: "notice",
  optIn: true,
  judges: "statement",
  docs: {
    what: "A column has the type varchar(n).",
    why: "Each change of the limit takes an ACCESS EXCLUSIVE lock, and a lower one writes the table anew. A check can be added, validated and dropped while others read and write.",
    fix: "Use text, with a check NOT VALID for the length.",
  },
  examples: {
    bad: ["CREATE TABLE countries (code text PRIMARY KEY, name varchar(80))"],
    good: [
      "CREATE TABLE countries (code text PRIMARY KEY, name varchar)",
      "ALTER TABLE orders ADD COLUMN currency char(3)",
      "ALTER TABLE orders ADD COLUMN note text DEFAULT 'x'::varchar(80)",
    ],
  },
  check: (statement) =>
    writtenColumns(statement)
      .filter(({ type }) => type.schema === null && type.name === "varchar" && type.mods.length > 0)
      .map((written) => {
        const { table, name, type } = written;
        const text = `length(${sqlWord(name)}) <= ${type.mods[0] ?? ""}`;
        const check = `op.create_check_constraint(${py(`${table.name}_${name}_length`)}, ${py(table.name)}, ${py(text)}${schemaOf(table)}, postgresql_not_valid=True)`;
        return {
          effect: written.effect,
          object: written.object,
          message: `${shownColumn(table, name)} is ${showType(type)}: another limit will take an ACCESS EXCLUSIVE lock on ${shown(table)}, and reads and writes wait.`,
          recipe: [
            ...writtenAs(written, saType({ ...type, name: "text", mods: [] })),
            ...(type.isArray ? [] : [check]),
          ],
        };
      }),
});
