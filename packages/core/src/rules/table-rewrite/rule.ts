import { shownKey } from "../../lint/names.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A table that got a new file: a rewrite that nobody can see in the text of the statement. */
export const tableRewrite = defineSqlRule({
  code: "MT303",
  name: "table-rewrite",
  severity: "error",
  yieldsTo: ["MD403", "MD404", "MS230", "MS232", "MS233", "MS234", "MS235", "MS286", "MS287", "MS288"],
  judges: "statement",
  docs: {
    what: "A statement wrote an existing table anew.",
    why: "The whole table and all its indexes are copied under an ACCESS EXCLUSIVE lock, so reads and writes wait, as long as there are rows.",
    fix: "Add what is new beside the old: a column without a default, filled in batches, and the old one dropped in a later release.",
  },
  examples: {
    bad: [
      {
        sql: "SELECT change_orders()",
        traces: [{ locks: { "public.orders": "AccessExclusive" }, rewrites: ["public.orders"] }],
      },
    ],
    good: [
      {
        sql: "TRUNCATE orders",
        traces: [{ locks: { "public.orders": "AccessExclusive" }, rewrites: ["public.orders"] }],
      },
      { sql: "SELECT change_orders()", traces: [{ locks: { "public.orders": "AccessExclusive" } }] },
    ],
  },
  check: (at) =>
    at.effects.some(({ kind }) => kind === "truncate")
      ? []
      : (at.statement.trace?.rewrites ?? []).map((relation) => ({
          effect: null,
          object: `table:${relation}`,
          message: `${shownKey(relation)} was written anew, with all its indexes, under an ACCESS EXCLUSIVE lock: reads and writes wait for each of its rows.`,
          recipe: [],
        })),
});
