import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before } from "../../lint/lint-run.ts";
import { keyOf, shown, shownKey } from "../../lint/names.ts";
import { execute, sqlName, sqlWord, steps } from "../../lint/recipe.ts";
import { showExpression } from "../../lint/show-expression.ts";
import { defineSqlRule } from "../define-sql-rule.ts";
import { listed } from "../words.ts";

/** ALTER DOMAIN that adds a rule: every table with such a column is read, all under locks. */
export const domainConstraintScan = defineSqlRule({
  code: "MS260",
  name: "domain-constraint-scan",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A domain in use gets a check or NOT NULL that holds for old rows too.",
    why: "Postgres reads every table with a column of the domain, one after the other, and keeps a SHARE lock on all of them until the commit, so writes wait.",
    fix: "Add it as a check NOT VALID, and validate it in a later revision of its own.",
  },
  examples: {
    bad: [
      {
        sql: "ALTER DOMAIN code ADD CONSTRAINT short CHECK (length(VALUE) < 20)",
        setup: "CREATE DOMAIN code AS text; CREATE TABLE tags (id bigint PRIMARY KEY, code code)",
      },
      "ALTER DOMAIN code ADD CONSTRAINT short CHECK (length(VALUE) < 20)",
      "ALTER DOMAIN code SET NOT NULL",
    ],
    good: [
      "ALTER DOMAIN code ADD CONSTRAINT short CHECK (length(VALUE) < 20) NOT VALID",
      {
        sql: "ALTER DOMAIN code ADD CONSTRAINT short CHECK (length(VALUE) < 20)",
        setup: "CREATE DOMAIN code AS text; CREATE TABLE archive.tags (code text)",
      },
      "CREATE DOMAIN code AS text; ALTER DOMAIN code SET NOT NULL",
      "ALTER DOMAIN code DROP CONSTRAINT IF EXISTS short",
    ],
  },
  check: (statement, before) =>
    effectsOfKind(statement, "alter-domain")
      .filter(({ how }) => how === "add-constraint" || how === "set-not-null")
      .filter((effect) => mayRead(effect, before))
      .map((effect) => {
        const tables =
          effect.scans.length > 0 ? listed(effect.scans.map(shownKey)) : "every table that uses it";
        return {
          effect,
          message: `The new rule of the domain ${shown(effect.name)} reads ${tables} under SHARE locks: writes wait until the commit.`,
          recipe: recipe(effect),
        };
      }),
});

/** Who uses a domain that was there before is unknown, unless the statements tell where it came from. */
function mayRead(effect: Effect<"alter-domain">, { state }: Before): boolean {
  const isUnknown = !state.types.has(keyOf(effect.name));
  return effect.scans.length > 0 || (isUnknown && effect.constraint?.skip_validation !== true);
}

function recipe({ name, how, constraint }: Effect<"alter-domain">): readonly string[] {
  const rule = how === "set-not-null" ? "VALUE IS NOT NULL" : (showExpression(constraint?.raw_expr) ?? "…");
  const check = sqlWord(constraint?.conname ?? `${name.name}_check`);
  return steps([
    [
      "this revision",
      [execute(`ALTER DOMAIN ${sqlName(name)} ADD CONSTRAINT ${check} CHECK (${rule}) NOT VALID`)],
    ],
    [
      "a revision of its own, at a quiet hour: it reads the tables too",
      [execute(`ALTER DOMAIN ${sqlName(name)} VALIDATE CONSTRAINT ${check}`)],
    ],
  ]);
}
