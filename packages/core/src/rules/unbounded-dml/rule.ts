import { effectsOfKind } from "../../lint/lint-run.ts";
import { sqlName } from "../../lint/recipe.ts";
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
      .map((effect) => {
        const { verb, on } = effect;
        const change =
          verb === "update" ? `UPDATE ${sqlName(on.name)} SET …` : `DELETE FROM ${sqlName(on.name)}`;
        return {
          effect,
          message: `${verb === "update" ? "Updates" : "Deletes"} every row of ${on.shown} in one transaction: all of them stay locked until the commit.`,
          recipe: [
            "with op.get_context().autocommit_block():",
            "    bind = op.get_bind()",
            `    high = bind.scalar(sa.text("SELECT coalesce(max(id), 0) FROM ${sqlName(on.name)}"))`,
            "    for low in range(0, high, 10_000):",
            `        bind.execute(sa.text("${change} WHERE id > :low AND id <= :low + 10000"), {"low": low})`,
          ],
        };
      }),
});
