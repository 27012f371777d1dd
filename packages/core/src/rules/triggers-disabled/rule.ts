import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { execute } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** All triggers of a table, or of the session, are switched off. */
export const triggersDisabled = defineSqlRule({
  code: "MS285",
  name: "triggers-disabled",
  severity: "error",
  judges: "statement",
  docs: {
    what: "Triggers are switched off wholesale.",
    why: "Foreign keys are checked by triggers too, so rows without a parent get in and nothing ever finds them; audit and counters miss what happens meanwhile, by everybody.",
    fix: "Let the triggers run. Where one must pass over the rows of the revision, tell it so with a setting that only this transaction has.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders DISABLE TRIGGER ALL",
      "ALTER TABLE orders DISABLE TRIGGER USER",
      "SET session_replication_role = replica",
      "SELECT set_config('session_replication_role', 'replica', true)",
    ],
    good: [
      "ALTER TABLE orders ENABLE TRIGGER ALL",
      "ALTER TABLE orders DISABLE TRIGGER orders_touch",
      "CREATE TABLE orders (id bigint); ALTER TABLE orders DISABLE TRIGGER USER",
      "SET LOCAL session_replication_role = origin",
      "RESET session_replication_role",
    ],
  },
  check: (judged) => [
    ...effectsOfKind(judged, "set-trigger")
      .filter(({ to, trigger, on }) => to === "disable" && trigger === null && !on.isNew)
      .map((effect) => ({
        effect,
        message: `Switches off the triggers of ${effect.on.shown} under a SHARE ROW EXCLUSIVE lock: writes wait until the commit, and rows written from then on are not checked.`,
        recipe: RECIPE,
      })),
    ...effectsOfKind(judged, "set")
      .filter(isReplica)
      .map((effect) => ({
        effect,
        object: "setting:session_replication_role",
        message:
          "Switches off all triggers of the session, those that check foreign keys too: rows without a parent get in.",
        recipe: RECIPE,
      })),
  ],
});

const RECIPE: readonly string[] = [
  execute("SET LOCAL app.backfill = 'on'"),
  "# in the function of the trigger, first of all:",
  "#   IF current_setting('app.backfill', true) = 'on' THEN RETURN new; END IF;",
];

function isReplica({ name, values }: Effect<"set">): boolean {
  return name === "session_replication_role" && values?.[0]?.toLowerCase() === "replica";
}
