import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { blockedBy, lockName } from "../../lint/locks.ts";
import { shownKey } from "../../lint/names.ts";
import { execute, executeAsWritten } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A trigger of a table in use is made, changed or dropped. */
export const createTriggerLock = defineSqlRule({
  code: "MS292",
  name: "create-trigger-lock",
  severity: "notice",
  judges: "statement",
  docs: {
    what: "A trigger of an existing table is made, switched, renamed or dropped.",
    why: "Making or switching one takes SHARE ROW EXCLUSIVE, so writes wait; renaming or dropping one takes ACCESS EXCLUSIVE, so reads wait too. From the commit on, each write runs it.",
    fix: "Make the wait for the lock short, and keep the transaction small.",
  },
  examples: {
    bad: [
      "CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
      "DROP TRIGGER touch ON orders",
      "ALTER TRIGGER touch ON orders RENAME TO touched",
      "ALTER TABLE orders ENABLE TRIGGER touch",
    ],
    good: [
      "CREATE TABLE orders (id bigint); CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
      "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ],
  },
  check: (statement) =>
    triggerEffects(statement).flatMap((effect) => {
      const [lock] = effect.locks;
      if (lock === undefined) return [];
      return [
        {
          effect,
          message: `${wordsOf(effect)} takes ${lockName(lock.mode)} on ${shownKey(lock.relation)}: ${blockedBy(lock.mode)} wait until the commit.`,
          recipe: [execute("SET LOCAL lock_timeout = '2s'"), ...executeAsWritten(statement.statement.sql)],
        },
      ];
    }),
});

type OnTrigger = Effect<"create-trigger" | "set-trigger" | "rename-trigger" | "drop-object">;

function triggerEffects(statement: JudgedStatement): readonly OnTrigger[] {
  return effectsOfKind(statement, "create-trigger", "set-trigger", "rename-trigger", "drop-object").filter(
    (effect) => effect.kind !== "drop-object" || effect.what === "trigger",
  );
}

function wordsOf(effect: OnTrigger): string {
  switch (effect.kind) {
    case "create-trigger":
      return `Making the trigger ${effect.trigger}`;
    case "set-trigger":
      return `Switching ${effect.trigger === null ? "all triggers" : `the trigger ${effect.trigger}`}`;
    case "rename-trigger":
      return `Renaming the trigger ${effect.trigger}`;
    default:
      return `Dropping the trigger ${effect.name.name}`;
  }
}
