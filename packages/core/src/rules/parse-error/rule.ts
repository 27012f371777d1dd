import { defineSqlRule } from "../define-sql-rule.ts";

/** SQL that PostgreSQL's own parser does not read. */
export const parseError = defineSqlRule({
  code: "MS298",
  name: "parse-error",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A statement is not PostgreSQL's SQL.",
    why: "No rule can judge it, and a server of that version refuses it.",
    fix: "Mend the statement at the place that the parser names.",
  },
  examples: {
    bad: ["ALTER TABLE orders ADD COLUM tax numeric("],
    good: ["ALTER TABLE orders ADD COLUMN tax numeric", "-- only a comment"],
  },
  check: ({ statement: { parsed, sql } }) =>
    parsed.kind === "error"
      ? [
          {
            effect: null,
            message: `PostgreSQL's parser stops in line ${lineAt(sql, parsed.position)} of the statement: ${parsed.message}.`,
            recipe: [],
          },
        ]
      : [],
});

function lineAt(sql: string, position: number): number {
  return sql.slice(0, position).split("\n").length;
}
