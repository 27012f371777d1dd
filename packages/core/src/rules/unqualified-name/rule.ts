import { effectsOfKind } from "../../lint/lint-run.ts";
import { py } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** CREATE TABLE without a schema: the search path decides where. */
export const unqualifiedName = defineSqlRule({
  code: "MS263",
  name: "unqualified-name",
  severity: "notice",
  optIn: true,
  judges: "statement",
  docs: {
    what: "A table is made without naming its schema.",
    why: "The search path of the role that migrates decides where it is made: on databases with another setting it is in another schema, where the code does not find it.",
    fix: "Name the schema.",
  },
  examples: {
    bad: ["CREATE TABLE badges (id bigint PRIMARY KEY)", "CREATE TABLE badges AS SELECT id FROM orders"],
    good: [
      "CREATE TABLE public.badges (id bigint PRIMARY KEY)",
      "CREATE TEMP TABLE badges (id bigint PRIMARY KEY)",
      "ALTER TABLE orders ADD COLUMN note text",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "create-table")
      .filter(({ qualified }) => !qualified)
      .map((effect) => ({
        effect,
        message: `${effect.on.shown} is made in whatever schema the search path names first: on a database with another setting the code does not find it.`,
        recipe: [`op.create_table(${py(effect.on.name.name)}, …, schema=${py(effect.on.name.schema)})`],
      })),
});
