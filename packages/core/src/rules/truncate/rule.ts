import { effectsOfKind } from "../../lint/lint-run.ts";
import { deleteInBatches } from "../../lint/recipe-batches.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A table in use is emptied. */
export const truncate = defineSqlRule({
  code: "MD403",
  name: "truncate",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A revision empties a table with TRUNCATE.",
    why: "All rows are gone for good, under an ACCESS EXCLUSIVE lock; a transaction that began before sees an empty table too, as if the rows had never been there.",
    fix: "Keep the data, or delete in batches what nobody needs.",
  },
  examples: {
    bad: ["TRUNCATE orders", "TRUNCATE ONLY orders, users RESTART IDENTITY"],
    good: [
      "CREATE TABLE coupons (id bigint); TRUNCATE coupons",
      "CREATE TEMP TABLE found (id bigint); TRUNCATE found",
      "DELETE FROM orders WHERE id = 7",
      "CREATE TRIGGER keep BEFORE TRUNCATE ON orders EXECUTE FUNCTION refuse()",
    ],
  },
  check: (judged) =>
    effectsOfKind(judged, "truncate")
      .filter(({ on }) => !on.isNew)
      .map((effect) => ({
        effect,
        message: `Empties ${effect.on.shown} under an ACCESS EXCLUSIVE lock: its data is gone, and reads and writes wait until the commit.`,
        recipe: deleteInBatches(effect.on),
      })),
});
