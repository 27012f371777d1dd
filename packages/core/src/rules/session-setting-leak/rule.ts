import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { autocommit, execute } from "../../lint/recipe.ts";
import { setOperation } from "../../lint/recipe-setting.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** SET that stays when the revision is over. */
export const sessionSettingLeak = defineSqlRule({
  code: "MS282",
  name: "session-setting-leak",
  severity: "warning",
  judges: "revision",
  docs: {
    what: "A revision changes a setting of the session and leaves it so.",
    why: "Alembic runs all pending revisions on one connection, so what is set here holds for those that follow: with another search_path or role they change other tables, and only where both are deployed together.",
    fix: "Use SET LOCAL, which ends with the transaction; in an autocommit block, RESET at the end.",
  },
  examples: {
    bad: ["SET search_path = archive", "SET ROLE owner", "SELECT set_config('timezone', 'UTC', false)"],
    good: [
      "SET LOCAL search_path = archive",
      "SET lock_timeout = '2s'; SET statement_timeout = '15s'",
      "SET ROLE owner; ALTER TABLE orders ADD COLUMN tax numeric; RESET ROLE",
      "SET search_path = archive; RESET ALL",
      "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
      "CREATE FUNCTION f() RETURNS integer LANGUAGE sql SET search_path = archive AS 'SELECT 1'",
    ],
  },
  check: ({ statements }) => {
    const sets = statements.flatMap((at) => effectsOfKind(at, "set").map((effect) => ({ at, effect })));
    return sets
      .filter(
        ({ effect }, place) =>
          leaks(effect) && !sets.slice(place + 1).some((later) => ends(later.effect, effect)),
      )
      .map(({ at, effect }) => ({
        at,
        effect,
        object: `setting:${effect.name}`,
        message: `${effect.name} stays set when the revision is over: the revisions behind it on the same connection run with it.`,
        recipe: at.inTransaction
          ? [setOperation(effect, "SET LOCAL")]
          : autocommit([setOperation(effect, "SET"), "# … the operations", execute(`RESET ${effect.name}`)]),
      }));
  },
});

/** Time-outs are meant for all; SET TRANSACTION ends with it; the role of replication has a rule of its own. */
const OTHERS: ReadonlySet<string> = new Set([
  "lock_timeout",
  "statement_timeout",
  "transaction",
  "session_replication_role",
]);

function leaks({ name, local, reset, values }: Effect<"set">): boolean {
  return !local && !reset && values !== null && !OTHERS.has(name);
}

/** RESET, SET … TO DEFAULT, or the setting set once more, which is then the one that stays. */
function ends(later: Effect<"set">, { name }: Effect<"set">): boolean {
  return !later.local && (later.name === name || (later.reset && later.name === "all"));
}
