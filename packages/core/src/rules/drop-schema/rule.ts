import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before } from "../../lint/lint-run.ts";
import { execute, sqlWord, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** DROP SCHEMA of one that was there before. */
export const dropSchema = defineSqlRule({
  code: "MD405",
  name: "drop-schema",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A schema is dropped that was there before.",
    why: "With CASCADE every table in it goes with its rows. Without, the statement fails on each database where somebody left something in it, and search paths that name it find nothing any more.",
    fix: "Drop the tables of the schema one by one in revisions of their own, and the empty schema in a later release.",
  },
  examples: {
    bad: ["DROP SCHEMA archive", "DROP SCHEMA IF EXISTS archive CASCADE"],
    good: [
      "CREATE SCHEMA sandbox; DROP SCHEMA sandbox",
      { sql: "DROP SCHEMA sandbox", setup: "CREATE SCHEMA sandbox; CREATE TABLE sandbox2.t (id bigint)" },
      "COMMENT ON SCHEMA archive IS 'DROP SCHEMA archive'",
    ],
  },
  check: (statement, before) =>
    effectsOfKind(statement, "drop-schema")
      .filter((effect) => !effect.isNew && !isKnownEmpty(effect, before))
      .map((effect) => ({
        effect,
        message: message(effect),
        recipe: steps([
          ["first: a revision for each table in it, when no code uses it any more", []],
          ["a later release", [execute(`DROP SCHEMA ${sqlWord(effect.schema)}`)]],
        ]),
      })),
});

/** A revision of this history made it, and all that it put there is gone. */
function isKnownEmpty({ schema, cascade }: Effect<"drop-schema">, { state }: Before): boolean {
  const things = [...state.relations.values(), ...state.types.values(), ...state.functions.values()];
  return state.schemas.has(schema) && !cascade && things.every(({ name }) => name.schema !== schema);
}

function message({ schema, cascade }: Effect<"drop-schema">): string {
  return cascade
    ? `Drops the schema ${schema} with every table in it and all their rows, each under an ACCESS EXCLUSIVE lock: what code still uses there fails.`
    : `Drops the schema ${schema}: code that still names it fails, and the statement itself fails where something is left in it.`;
}
