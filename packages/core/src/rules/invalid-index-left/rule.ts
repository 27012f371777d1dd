import { nameOfKey, shownKey } from "../../lint/names.ts";
import { autocommit, dropIndexConcurrently } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** An index that is there and that no query may use: what a failed concurrent build leaves. */
export const invalidIndexLeft = defineSqlRule({
  code: "MT313",
  name: "invalid-index-left",
  severity: "error",
  judges: "revision",
  docs: {
    what: "After the revision there is an index that is not valid.",
    why: "Every write keeps it up to date and no query may use it; `IF NOT EXISTS` takes it for done.",
    fix: "Drop it concurrently and build it again.",
  },
  examples: {
    bad: [
      {
        sql: "SELECT build()",
        autocommit: true,
        traces: [{ watched: true, invalid: [{ name: "ix_orders_user", table: "public.orders" }] }],
      },
    ],
    good: [
      {
        sql: "SELECT build(); SELECT mend()",
        autocommit: true,
        traces: [
          { watched: true, invalid: [{ name: "ix_orders_user", table: "public.orders" }] },
          { watched: true },
        ],
      },
    ],
  },
  check: ({ statements }) => {
    const last = statements.findLast(({ statement }) => statement.trace?.watched === true);
    return (last?.statement.trace?.invalid ?? []).flatMap(({ name, table }) => ({
      ...(last !== undefined && { at: last }),
      effect: null,
      object: `index:${nameOfKey(table).schema}.${name}`,
      message: `The index ${name} of ${shownKey(table)} is not valid when the revision has ended: writes pay for it, and no query uses it.`,
      recipe: autocommit([dropIndexConcurrently(name, nameOfKey(table), true)]),
    }));
  },
});
