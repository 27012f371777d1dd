import type { Effect } from "../../lint/effects/effect.ts";
import { isNamedAgain, isNamedBefore, kindOfName } from "../../lint/later-names.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { keyOf, shown } from "../../lint/names.ts";
import { execute, sqlName, sqlWord, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

const RELATIONS: ReadonlySet<string> = new Set(["view", "materialized-view", "sequence"]);
const OBJECTS: ReadonlySet<string> = new Set([
  "aggregate",
  "domain",
  "function",
  "procedure",
  "routine",
  "trigger",
  "type",
]);

/** DROP or RENAME of a view, function, type, sequence or trigger that may be in use. */
export const dropDependentObject = defineSqlRule({
  code: "MS247",
  name: "drop-dependent-object",
  severity: "warning",
  judges: "transaction",
  docs: {
    what: "A view, function, type, sequence or trigger is dropped or renamed, and not made again in the same transaction.",
    why: "Code of the last release that calls it fails, and what a trigger did for each write is not done any more. A view, a sequence and a trigger's table are held with an ACCESS EXCLUSIVE lock.",
    fix: "Stop using it in one release, and drop it in the next. To replace it, make the new one in the same transaction.",
  },
  examples: {
    bad: [
      "DROP VIEW open_orders",
      "DROP FUNCTION IF EXISTS total(bigint)",
      "DROP TYPE order_state",
      "DROP TRIGGER touch ON orders",
      "ALTER SEQUENCE ticket_seq RENAME TO tickets",
    ],
    good: [
      "DROP VIEW open_orders; CREATE VIEW open_orders AS SELECT id FROM orders",
      "DROP TRIGGER touch ON orders; CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
      "CREATE VIEW tmp AS SELECT 1 AS one; DROP VIEW tmp",
      "ALTER TYPE order_state RENAME TO order_state_old; CREATE TYPE order_state AS ENUM ('new'); DROP TYPE order_state_old",
      "DROP INDEX CONCURRENTLY IF EXISTS orders_view_idx",
    ],
  },
  check: (transaction) =>
    transaction.statements.flatMap((at) => [
      ...effectsOfKind(at, "drop-relation", "rename-relation")
        .filter(({ on, what }) => !on.isNew && RELATIONS.has(what))
        .filter((effect) => !isNamedAgain(transaction, effect, `relation:${effect.on.key}`))
        .filter((effect) => !isNamedBefore(transaction, effect, `relation:${effect.on.key}`))
        .map((effect) => ({ at, effect, ...ofRelation(effect) })),
      ...effectsOfKind(at, "drop-object", "rename-object")
        .filter(({ what, isNew }) => !isNew && OBJECTS.has(what))
        .filter((effect) => !isNamedAgain(transaction, effect, nameOf(effect)))
        .filter((effect) => !isNamedBefore(transaction, effect, nameOf(effect)))
        .map((effect) => ({ at, effect, ...ofObject(effect) })),
    ]),
});

type RelationChange = Effect<"drop-relation"> | Effect<"rename-relation">;
type ObjectChange = Effect<"drop-object"> | Effect<"rename-object">;

function nameOf(effect: ObjectChange): string {
  const table = effect.kind === "drop-object" ? effect.table : null;
  return table === null
    ? `${kindOfName(effect.what)}:${keyOf(effect.name)}`
    : `${effect.what}:${table.key}.${effect.name.name}`;
}

function ofRelation(effect: RelationChange) {
  const { on } = effect;
  const what = effect.what.replaceAll("-", " ");
  const words = `${what.toUpperCase()} ${sqlName(on.name)}`;
  const change =
    effect.kind === "drop-relation"
      ? { verb: `Drops the ${what} ${on.shown}`, sql: `DROP ${words}` }
      : {
          verb: `Renames the ${what} ${on.shown} to ${effect.to.name}`,
          sql: `ALTER ${words} RENAME TO ${sqlWord(effect.to.name)}`,
        };
  return {
    message: `${change.verb} under an ACCESS EXCLUSIVE lock: running code that still uses it fails.`,
    recipe: later(on.shown, change.sql),
  };
}

function ofObject(effect: ObjectChange) {
  const table = effect.kind === "drop-object" ? effect.table : null;
  const name = shown(effect.name);
  if (table !== null) {
    return {
      message: `Drops the trigger ${effect.name.name} under an ACCESS EXCLUSIVE lock on ${table.shown}: reads and writes wait, and what it did for each write is not done any more.`,
      recipe: later(
        `what ${effect.name.name} does`,
        `DROP TRIGGER ${sqlWord(effect.name.name)} ON ${sqlName(table.name)}`,
      ),
    };
  }
  const words = `${effect.what.toUpperCase()} ${sqlName(effect.name)}`;
  return effect.kind === "drop-object"
    ? {
        message: `Drops the ${effect.what} ${name}: running code that still uses it fails.`,
        recipe: later(name, `DROP ${words}`),
      }
    : {
        message: `Renames the ${effect.what} ${name} to ${effect.to}: running code that still uses the old name fails.`,
        recipe: later(name, `ALTER ${words} RENAME TO ${sqlWord(effect.to)}`),
      };
}

function later(name: string, sql: string): readonly string[] {
  return steps([
    [`this release: no code, view or function needs ${name} any more`, []],
    ["a revision of the next release", [execute(sql)]],
  ]);
}
