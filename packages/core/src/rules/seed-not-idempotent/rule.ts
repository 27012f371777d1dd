import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Effect } from "../../lint/effects/effect.ts";
import { execute, sqlName, sqlWord } from "../../lint/recipe.ts";
import { showExpression } from "../../lint/show-expression.ts";
import type { Node } from "../../lint/tree.ts";
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
  check: (judged, { state }) =>
    effectsOfKind(judged, "dml")
      .filter(
        ({ verb, source, addsOnce, on }) =>
          verb === "insert" &&
          source === "values" &&
          !addsOnce &&
          !on.isNew &&
          // Somebody who reads the table first looks what is there.
          !state.isNew(state.lastRead.get(on.key)),
      )
      .map((effect) => ({
        effect,
        message: `Puts rows into ${effect.on.shown} that may be there on some database: there the upgrade fails, or the rows stand twice.`,
        recipe: [execute(insertOf(effect))],
      })),
});

/** Rows that the recipe shows. */
const ROWS = 3;

/** The INSERT with ON CONFLICT; what lint cannot write stands as `…`. */
function insertOf({ on, columns, node }: Effect<"dml">): string {
  const rows = node.InsertStmt?.selectStmt?.SelectStmt?.valuesLists ?? [];
  const shown = rows.slice(0, ROWS).map(({ List: row }) => `(${(row?.items ?? []).map(valueOf).join(", ")})`);
  const values = rows.length === 0 ? "…" : `VALUES ${shown.join(", ")}${rows.length > ROWS ? ", …" : ""}`;
  const into = columns.length === 0 ? "" : ` (${columns.map(sqlWord).join(", ")})`;
  return `INSERT INTO ${sqlName(on.name)}${into} ${values} ON CONFLICT DO NOTHING`;
}

function valueOf(node: Node): string {
  return node.SetToDefault === undefined ? (showExpression(node) ?? "…") : "DEFAULT";
}
