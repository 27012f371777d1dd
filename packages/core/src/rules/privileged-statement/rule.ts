import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { keyOf } from "../../lint/names.ts";
import { execute, sqlName } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A statement that needs, or gives away, more rights than those of the tables' owner. */
export const privilegedStatement = defineSqlRule({
  code: "MS296",
  name: "privileged-statement",
  severity: "warning",
  judges: "revision",
  docs: {
    what: "A revision changes roles, owners or the server, runs a program, or makes a function that runs with its owner's rights on the caller's search path.",
    why: "Roles and settings belong to the whole server, so the upgrade fails where the migrating role is a plain owner. A SECURITY DEFINER function without a search_path of its own runs what the caller puts in the way, as its owner.",
    fix: "Leave roles, owners and server settings to those who run the server; give a SECURITY DEFINER function its search_path.",
  },
  examples: {
    bad: [
      "DROP ROLE IF EXISTS old_app",
      "ALTER TABLE orders OWNER TO app",
      { sql: "ALTER SYSTEM SET work_mem = '64MB'", autocommit: true },
      "COPY orders FROM PROGRAM 'cat /tmp/orders'",
      "CREATE FUNCTION su() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    ],
    good: [
      "CREATE FUNCTION su() RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT 1'",
      "CREATE FUNCTION su() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; ALTER FUNCTION su() SET search_path = pg_catalog",
      "CREATE FUNCTION su() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
      "GRANT SELECT ON orders TO reports",
    ],
  },
  check: ({ statements }) =>
    statements.flatMap((at, place) =>
      at.effects.flatMap((effect) => {
        const message = reasonOf(effect);
        if (message === null || isMended(effect, statements.slice(place + 1))) return [];
        return [{ at, effect, message, recipe: recipeFor(effect, at) }];
      }),
    ),
});

/** Why a statement is not the owner's; null: it is. */
function reasonOf(effect: Effect): string | null {
  const fails = "the upgrade fails where the migrating role may not do it.";
  switch (effect.kind) {
    case "role":
      return `${effect.what} changes roles, which belong to the whole server: ${fails}`;
    case "set-owner":
      return `${effect.on.shown} goes to ${effect.owner} under an ACCESS EXCLUSIVE lock: ${fails}`;
    case "server-wide":
      return effect.what === "create-database" || effect.what === "drop-database"
        ? null
        : `${effect.what.replace("-", " ").toUpperCase()} changes the server for every database: ${fails}`;
    case "copy-program":
      return "COPY … PROGRAM runs a program on the server: only superusers may, and the program is not there on every server.";
    case "create-function":
      return effect.securityDefiner && !effect.setsSearchPath
        ? `${effect.name.name} runs with its owner's rights on the caller's search_path: whoever may create a table or function can have it run theirs.`
        : null;
    default:
      return null;
  }
}

/** `ALTER FUNCTION … SET search_path` in the same revision. */
function isMended(effect: Effect, later: readonly JudgedStatement[]): boolean {
  if (effect.kind !== "create-function") return false;
  return later
    .flatMap((one) => effectsOfKind(one, "alter-function"))
    .some(({ name, setsSearchPath }) => setsSearchPath && keyOf(name) === keyOf(effect.name));
}

function recipeFor(effect: Effect, { statement: { sql } }: JudgedStatement): readonly string[] {
  if (effect.kind === "create-function")
    return [execute(`ALTER FUNCTION ${sqlName(effect.name)} SET search_path = pg_catalog, pg_temp`)];
  if (effect.kind === "copy-program") return ["# copy the file outside of migrations, with psql's \\copy"];
  return ["# outside of migrations, by the administrator of the server:", `#   ${sql.split("\n")[0]}`];
}
