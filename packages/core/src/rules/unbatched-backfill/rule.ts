import { effectsOfKind } from "../../lint/lint-run.ts";
import { inBatches } from "../../lint/recipe-batches.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** UPDATE or DELETE of an unknown number of rows. */
export const unbatchedBackfill = defineSqlRule({
  code: "MD402",
  name: "unbatched-backfill",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "An UPDATE or DELETE has a WHERE that does not bound how many rows it hits.",
    why: "All of them are changed in one transaction: each stays locked until the commit, replicas get everything at once, and a failure at the end undoes it all.",
    fix: "Go through the table in batches by its key, each committed on its own.",
  },
  examples: {
    bad: [
      "UPDATE orders SET note = '' WHERE note IS NULL",
      "DELETE FROM audit WHERE at < now() - interval '1 year'",
      "UPDATE orders SET tax = r.rate FROM rates r WHERE r.id = orders.rate_id",
    ],
    good: [
      "UPDATE orders SET note = '' WHERE id = 7",
      "UPDATE orders SET note = '' WHERE id BETWEEN 1 AND 5000 AND note IS NULL",
      "UPDATE orders SET note = '' WHERE id IN (SELECT id FROM orders WHERE note IS NULL LIMIT 1000)",
      "DELETE FROM orders WHERE ctid = ANY (ARRAY['(0,1)'::tid])",
      "UPDATE orders SET note = v.note FROM (VALUES (1, 'a'), (2, 'b')) AS v (id, note) WHERE orders.id = v.id",
      "WITH batch AS (SELECT ctid FROM orders WHERE note IS NULL LIMIT 1000) UPDATE orders SET note = '' FROM batch WHERE orders.ctid = batch.ctid",
      "DELETE FROM orders USING (SELECT id FROM orders WHERE gone LIMIT 1000) AS batch WHERE orders.id = batch.id",
      "CREATE TABLE coupons (id bigint, n integer); UPDATE coupons SET n = 1 WHERE n IS NULL",
      {
        setup: "CREATE TABLE users (email text UNIQUE)",
        sql: "UPDATE users SET tier = 1 WHERE email = 'root@example.test'",
      },
    ],
  },
  check: (judged) =>
    effectsOfKind(judged, "dml")
      .filter(
        ({ verb, reach, on }) => (verb === "update" || verb === "delete") && reach === "some" && !on.isNew,
      )
      .map((effect) => ({
        effect,
        message: `${effect.verb === "update" ? "Updates" : "Deletes"} an unknown number of rows of ${effect.on.shown} in one transaction: each stays locked until the commit, and writes to it wait.`,
        recipe: inBatches(effect),
      })),
});
