import { shownColumn } from "../../lint/recipe.ts";
import { writtenAs, writtenColumns } from "../../lint/written-columns.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Types that the manual advises against: what is wrong with each, and what to take. */
const TYPES: Readonly<
  Record<string, { readonly shown: string; readonly why: string; readonly instead: string }>
> = {
  money: {
    shown: "money",
    why: "its currency and its digits depend on lc_monetary of the session",
    instead: "sa.Numeric(12, 2)",
  },
  timetz: {
    shown: "time with time zone",
    why: "without a date an offset says nothing of summer time",
    instead: "sa.DateTime(timezone=True)",
  },
  char: {
    shown: '"char"',
    why: "it is a single byte for catalogs, and longer values are cut without an error",
    instead: "sa.Text()",
  },
  abstime: {
    shown: "abstime",
    why: "PostgreSQL 12 and later do not have it",
    instead: "sa.DateTime(timezone=True)",
  },
  reltime: {
    shown: "reltime",
    why: "PostgreSQL 12 and later do not have it",
    instead: "sa.Interval()",
  },
};

/** A column of money, timetz, "char" or abstime. */
export const discouragedType = defineSqlRule({
  code: "MS261",
  name: "discouraged-type",
  severity: "notice",
  judges: "statement",
  docs: {
    what: "A column has the type money, time with time zone, abstime, or the char of catalogs.",
    why: "What a value means depends on settings of the session, or is lost. PostgreSQL's manual advises against them. Changing the type later writes the table anew under an ACCESS EXCLUSIVE lock.",
    fix: "Use numeric for money, timestamp with time zone for times, and text for letters.",
  },
  examples: {
    bad: [
      "CREATE TABLE till (id bigint PRIMARY KEY, amount money)",
      "ALTER TABLE orders ADD COLUMN opens time with time zone",
      'ALTER TABLE orders ADD COLUMN kind "char"',
    ],
    good: [
      "CREATE TABLE till (id bigint PRIMARY KEY, amount numeric(12, 2), money text)",
      "ALTER TABLE orders ADD COLUMN opens time",
      "ALTER TABLE orders ADD COLUMN kind char(1)",
      "ALTER TABLE orders ADD COLUMN amount shop.money",
    ],
  },
  check: (statement) =>
    writtenColumns(statement).flatMap((written) => {
      const { name, schema } = written.type;
      const type = schema === null ? TYPES[name] : undefined;
      if (type === undefined) return [];
      return [
        {
          effect: written.effect,
          object: written.object,
          message: `${shownColumn(written.table, written.name)} is ${type.shown}: ${type.why}.`,
          recipe: writtenAs(written, type.instead),
        },
      ];
    }),
});
