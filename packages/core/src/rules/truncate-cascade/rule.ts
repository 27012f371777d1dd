import type { Effect, RelationRef } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { nameOfKey, shownKey } from "../../lint/names.ts";
import { steps } from "../../lint/recipe.ts";
import { deleteInBatches } from "../../lint/recipe-batches.ts";
import { listed } from "../words.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** TRUNCATE … CASCADE. */
export const truncateCascade = defineSqlRule({
  code: "MD404",
  name: "truncate-cascade",
  severity: "error",
  judges: "statement",
  docs: {
    what: "TRUNCATE … CASCADE empties a table and every table whose foreign keys lead to it.",
    why: "ON DELETE does not count: a table that would only lose a reference loses all its rows. Which tables these are depends on the database, and all are locked ACCESS EXCLUSIVE.",
    fix: "Name what is to be emptied, table by table, children first.",
  },
  examples: {
    bad: ["TRUNCATE orders CASCADE"],
    good: [
      "TRUNCATE orders",
      "CREATE TABLE coupons (id bigint PRIMARY KEY); TRUNCATE coupons CASCADE",
      "CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id) ON DELETE CASCADE)",
    ],
  },
  check: (judged) => {
    const [effect, ...more] = effectsOfKind(judged, "truncate").filter(
      ({ cascade, on }) => cascade && !on.isNew,
    );
    if (effect === undefined) return [];
    const tables = [effect, ...more].map(({ on }) => on);
    const children = childrenOf([effect, ...more]);
    const others =
      children.length === 0 ? ["every table with a foreign key to them"] : children.map(({ shown }) => shown);
    return [
      {
        effect,
        message: `Empties ${listed([...tables.map(({ shown }) => shown), ...others])}: reads and writes of all of them wait, and their data is gone.`,
        recipe: steps([
          ["first the tables whose foreign keys lead to it", children.flatMap(deleteInBatches)],
          ["then the table itself", tables.flatMap(deleteInBatches)],
        ]),
      },
    ];
  },
});

/** The tables that are emptied too, as far as they are known. */
function childrenOf(effects: readonly Effect<"truncate">[]): readonly RelationRef[] {
  const named = new Set(effects.map(({ on }) => on.key));
  const locked = new Set(effects.flatMap(({ locks }) => locks.map(({ relation }) => relation)));
  return [...locked]
    .filter((key) => !named.has(key))
    .map((key) => ({ key, name: nameOfKey(key), shown: shownKey(key), isNew: false, known: null }));
}
