import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { blockedBy, isAtLeast, lockName } from "../../lint/locks.ts";
import { execute, sqlName } from "../../lint/recipe.ts";
import { operationOf } from "../../lint/recipe-operation.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** LOCK TABLE in a mode that others wait for. */
export const explicitLock = defineSqlRule({
  code: "MS281",
  name: "explicit-lock",
  severity: "warning",
  judges: "transaction",
  docs: {
    what: "A revision locks a table by hand.",
    why: "Every operation takes the lock that it needs, no stronger and no earlier. LOCK TABLE makes others wait from then on until the commit.",
    fix: "Leave it out. Where a foreign key follows, locking its parent first is right: that is not reported.",
  },
  examples: {
    bad: ["LOCK TABLE orders", "LOCK TABLE orders IN SHARE MODE; UPDATE orders SET tax = 0 WHERE id = 7"],
    good: [
      "LOCK TABLE orders IN ROW EXCLUSIVE MODE",
      "CREATE TABLE coupons (id bigint); LOCK TABLE coupons",
      "LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE; ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
    ],
  },
  check: ({ statements }) =>
    statements.flatMap((at, place) =>
      effectsOfKind(at, "lock-table")
        .filter(({ mode, on }) => !on.isNew && !isAtLeast("RowExclusive", mode))
        .filter((effect) => !isForKey(effect, statements.slice(place + 1)))
        .map((effect) => ({
          at,
          effect,
          message: `LOCK TABLE takes ${lockName(effect.mode)} on ${effect.on.shown} by hand: ${blockedBy(effect.mode) ?? "VACUUM and other changes of its schema"} wait until the commit.`,
          recipe: recipeFor(effect, statements.slice(place + 1)),
        })),
    ),
});

/** Does a foreign key of the same transaction lock the table as much? Then the order of the locks is the point. */
function isForKey({ on, mode }: Effect<"lock-table">, later: readonly JudgedStatement[]): boolean {
  return later
    .flatMap((one) => effectsOfKind(one, "add-constraint"))
    .filter(({ constraint }) => constraint.type === "foreign-key")
    .some(({ locks }) => locks.some((lock) => lock.relation === on.key && isAtLeast(lock.mode, mode)));
}

function recipeFor({ on, mode }: Effect<"lock-table">, later: readonly JudgedStatement[]): readonly string[] {
  const user = later.find(({ effects }) => effects.some((effect) => effect.on?.key === on.key));
  if (user !== undefined)
    return ["# without LOCK TABLE: the operation takes the lock that it needs", operationOf(user)];
  const weaker = isAtLeast(mode, "Exclusive") ? "SHARE ROW EXCLUSIVE" : lockName(mode);
  return [
    "# leave it out; where the order of locks matters, in the weakest mode that does, right before its use",
    execute(`LOCK TABLE ${sqlName(on.name)} IN ${weaker} MODE`),
  ];
}
