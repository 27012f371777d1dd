import { effectsOfKind } from "../../lint/lint-run.ts";
import { execute } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** Rows are put into a table in use, as if they could not be there. */
export const seedNotIdempotent = defineSqlRule({
  code: "MD408",
  name: "seed-not-idempotent",
  severity: "notice",
  judges: "statement",
  docs: {
    what: "INSERT … VALUES into an existing table has no ON CONFLICT.",
    why: "Where somebody has put the row in already, by hand or by an earlier try, the upgrade fails, or the row is there twice.",
    fix: "Add ON CONFLICT DO NOTHING, with the key that decides.",
  },
  examples: {
    bad: ["INSERT INTO roles (id, name) VALUES (1, 'admin')"],
    good: [
      "INSERT INTO roles (id, name) VALUES (1, 'admin') ON CONFLICT (id) DO NOTHING",
      "CREATE TABLE roles (id bigint PRIMARY KEY); INSERT INTO roles (id) VALUES (1)",
      "INSERT INTO roles (name) SELECT 'admin' WHERE NOT EXISTS (SELECT 1 FROM roles WHERE name = 'admin')",
      "INSERT INTO archive (id) SELECT id FROM orders",
      "INSERT INTO alembic_version (version_num) VALUES ('a1')",
    ],
  },
  check: (judged) =>
    effectsOfKind(judged, "dml")
      .filter(
        ({ verb, source, addsOnce, on }) =>
          verb === "insert" && source === "values" && !addsOnce && !on.isNew,
      )
      .map((effect) => ({
        effect,
        message: `Puts rows into ${effect.on.shown} that may be there on some database: there the upgrade fails, or the rows stand twice.`,
        recipe: [execute(`${shortened(judged.statement.sql)} ON CONFLICT DO NOTHING`)],
      })),
});

/** Characters of the statement that the recipe repeats. */
const LONGEST = 200;

/** Without what would stand behind ON CONFLICT. */
function shortened(sql: string): string {
  return sql.length > LONGEST ? `${sql.slice(0, LONGEST)}…` : sql;
}
