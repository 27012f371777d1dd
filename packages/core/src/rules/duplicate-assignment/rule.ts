import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { execute, shownColumn, sqlName, sqlWord } from "../../lint/recipe.ts";
import { showExpression } from "../../lint/show-expression.ts";
import { listed } from "../words.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** One column gets two values in one statement. */
export const duplicateAssignment = defineSqlRule({
  code: "MD413",
  name: "duplicate-assignment",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A column is set twice in one UPDATE or INSERT.",
    why: "Postgres refuses the statement (42601, for INSERT 42701), so the upgrade fails on every database.",
    fix: "Keep the value that is meant.",
  },
  examples: {
    bad: [
      "UPDATE orders SET note = 'a', note = 'b' WHERE id = 1",
      "UPDATE orders SET note = 'a', (note, tax) = ('b', 0) WHERE id = 1",
      "INSERT INTO orders (id, note, note) VALUES (1, 'a', 'b') ON CONFLICT DO NOTHING",
      "INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET note = 'a', note = 'b'",
    ],
    good: [
      "UPDATE orders SET note = 'a', tax = 0 WHERE id = 1",
      "UPDATE orders SET tags[1] = 'a', tags[2] = 'b' WHERE id = 1",
      'UPDATE orders SET note = 1, "Note" = 2 WHERE id = 1',
      "MERGE INTO orders o USING news n ON o.id = n.id WHEN MATCHED AND n.note IS NULL THEN UPDATE SET note = '' WHEN MATCHED THEN UPDATE SET note = n.note",
    ],
  },
  check: (judged) =>
    effectsOfKind(judged, "dml")
      .filter(({ repeated }) => repeated.length > 0)
      .map((effect) => ({
        effect,
        message: `Gives ${listed(effect.repeated.map((column) => shownColumn(effect.on.name, column)))} two values: the server refuses the statement.`,
        recipe: recipeFor(effect),
      })),
});

/** The statement with the last of the values, as most databases that allow it take that one. */
function recipeFor({ on, node, where, repeated }: Effect<"dml">): readonly string[] {
  const values = new Map(
    (node.UpdateStmt?.targetList ?? []).map(({ ResTarget: target }) => [
      target?.name ?? "",
      `${sqlWord(target?.name ?? "")} = ${showExpression(target?.val) ?? "…"}`,
    ]),
  );
  if (values.size === 0) return [`# name ${listed(repeated)} once, with the value that is meant`];
  const condition = where === null ? "" : ` WHERE ${showExpression(where) ?? "…"}`;
  return [execute(`UPDATE ${sqlName(on.name)} SET ${[...values.values()].join(", ")}${condition}`)];
}
