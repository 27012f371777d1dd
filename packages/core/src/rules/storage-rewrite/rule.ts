import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { execute, py, schemaOf, sqlName, sqlWord, steps } from "../../lint/recipe.ts";
import { copyInBatches } from "../../lint/recipe-batches.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A table is moved to another kind of storage. */
export const storageRewrite = defineSqlRule({
  code: "MS288",
  name: "storage-rewrite",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A table in use becomes logged or unlogged, or moves to another tablespace or access method.",
    why: "All of its rows are copied under an ACCESS EXCLUSIVE lock: reads and writes wait until the copy is done.",
    fix: "Make a new table with the wanted storage, fill it in batches, and swap the names.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders SET UNLOGGED",
      "ALTER TABLE orders SET LOGGED, SET (fillfactor = 80)",
      "ALTER TABLE orders SET TABLESPACE fast",
      "ALTER TABLE orders SET ACCESS METHOD columnar",
    ],
    good: [
      "ALTER TABLE orders SET (fillfactor = 80)",
      { setup: "CREATE TABLE orders (id bigint)", sql: "ALTER TABLE orders SET LOGGED" },
      "CREATE TABLE orders (id bigint); ALTER TABLE orders SET UNLOGGED",
      "ALTER TABLE orders ALTER COLUMN note SET STORAGE external",
    ],
  },
  check: (judged) =>
    effectsOfKind(judged, "set-persistence", "set-tablespace", "set-access-method")
      .filter(({ rewrites }) => rewrites.length > 0)
      .map((effect) => ({
        effect,
        message: `${changeOf(effect)} copies ${effect.on.shown} under an ACCESS EXCLUSIVE lock: reads and writes wait.`,
        recipe: recipeFor(effect),
      })),
});

type Change = Effect<"set-persistence" | "set-tablespace" | "set-access-method">;

function changeOf(effect: Change): string {
  if (effect.kind === "set-persistence") return `SET ${effect.to.toUpperCase()}`;
  return effect.kind === "set-tablespace"
    ? `SET TABLESPACE ${effect.tablespace}`
    : `SET ACCESS METHOD ${effect.method}`;
}

function recipeFor(effect: Change): readonly string[] {
  const { name } = effect.on;
  const copy = { ...name, name: `${name.name}_new` };
  const unlogged = effect.kind === "set-persistence" && effect.to === "unlogged" ? "UNLOGGED " : "";
  const storage =
    effect.kind === "set-tablespace"
      ? ` TABLESPACE ${sqlWord(effect.tablespace)}`
      : effect.kind === "set-access-method"
        ? ` USING ${sqlWord(effect.method)}`
        : "";
  const like = `(LIKE ${sqlName(name)} INCLUDING ALL)`;
  return steps([
    ["this revision", [execute(`CREATE ${unlogged}TABLE ${sqlName(copy)} ${like}${storage}`)]],
    ["the next revision, while the application writes both", copyInBatches(copy, effect.on)],
    [
      "then, in one short transaction",
      [
        `op.rename_table(${py(name.name)}, ${py(`${name.name}_old`)}${schemaOf(name)})`,
        `op.rename_table(${py(copy.name)}, ${py(name.name)}${schemaOf(name)})`,
      ],
    ],
  ]);
}
