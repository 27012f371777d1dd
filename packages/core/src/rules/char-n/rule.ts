import { saType, shownColumn } from "../../lint/recipe.ts";
import { showType } from "../../lint/sql-type.ts";
import { writtenAs, writtenColumns } from "../../lint/written-columns.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A column of type char(n), which is padded with blanks. */
export const charN = defineSqlRule({
  code: "MS254",
  name: "char-n",
  severity: "notice",
  judges: "statement",
  docs: {
    what: "A column has the type char(n).",
    why: "Values are filled with blanks to the length and blanks at the end do not count when compared, but do in LIKE and in other types: comparisons give surprises. It is neither smaller nor faster than text.",
    fix: "Use text, and a check where the length matters.",
  },
  examples: {
    bad: [
      "CREATE TABLE countries (code char(2) PRIMARY KEY, name text)",
      "ALTER TABLE orders ADD COLUMN currency character(3)",
    ],
    good: [
      "CREATE TABLE countries (code text PRIMARY KEY, name varchar(80))",
      "ALTER TABLE orders ADD COLUMN char text DEFAULT 'x'::char(3)",
      "ALTER TABLE orders ADD COLUMN code bpchar",
    ],
  },
  check: (statement) =>
    writtenColumns(statement)
      .filter(({ type }) => type.schema === null && type.name === "bpchar" && type.mods.length > 0)
      .map((written) => ({
        effect: written.effect,
        object: written.object,
        message: `${shownColumn(written.table, written.name)} is ${showType(written.type)}: values are filled with blanks, and comparisons with text give surprises.`,
        recipe: writtenAs(written, saType({ ...written.type, name: "text" })),
      })),
});
