import { effectsOfKind } from "../../lint/lint-run.ts";
import { inBatches } from "../../lint/recipe-batches.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** UPDATE or DELETE of every row of a table in use. */
export const unboundedDml = defineSqlRule({
  code: "MD401",
  name: "unbounded-dml",
  severity: "error",
  judges: "statement",
  docs: {
    what: "An UPDATE or DELETE has no WHERE, or one that is always true.",
    why: "Every row is locked until the commit, the table grows to twice its size, and replicas fall behind.",
    fix: "Go through the table in batches by its key, each committed on its own.",
  },
  examples: {
    bad: ["UPDATE orders SET tax = 0", "DELETE FROM orders", "UPDATE orders SET tax = 0 WHERE true"],
    good: [
      "UPDATE orders SET tax = 0 WHERE id = 7",
      "CREATE TABLE orders (id bigint, tax numeric); UPDATE orders SET tax = 0",
      "UPDATE alembic_version SET version_num = 'b2'",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "dml")
      .filter(
        ({ verb, reach, on }) => (verb === "update" || verb === "delete") && reach === "all" && !on.isNew,
      )
      .map((effect) => ({
        effect,
        message: `${effect.verb === "update" ? "Updates" : "Deletes"} every row of ${effect.on.shown} in one transaction: all of them stay locked until the commit.`,
        recipe: inBatches(effect),
      })),
});
