import { effectsOfKind } from "../../lint/lint-run.ts";
import { execute } from "../../lint/recipe.ts";
import { createForeignKey } from "../../lint/recipe-constraint.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A foreign key locks its parent, even where the child is new. */
export const fkLocksParent = defineSqlRule({
  code: "MS227",
  name: "fk-locks-parent",
  severity: "notice",
  optIn: true,
  judges: "statement",
  docs: {
    what: "A foreign key to an existing table is made, perhaps by `CREATE TABLE`.",
    why: "It takes SHARE ROW EXCLUSIVE on the parent, so writes to the parent wait until the commit, even if the child is empty.",
    fix: "Make the wait for the lock short, and keep the transaction small.",
  },
  examples: {
    bad: [
      "CREATE TABLE notes (order_id bigint REFERENCES orders (id))",
      "ALTER TABLE notes ADD FOREIGN KEY (order_id) REFERENCES orders (id) NOT VALID",
    ],
    good: [
      "CREATE TABLE orders (id bigint PRIMARY KEY); CREATE TABLE notes (order_id bigint REFERENCES orders (id))",
      "CREATE TABLE nodes (id bigint PRIMARY KEY, up bigint REFERENCES nodes (id))",
      "CREATE TABLE notes (order_id bigint)",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "add-constraint").flatMap((effect) => {
      const { on, constraint, parent } = effect;
      if (parent === null || parent.isNew || parent.key === on.key) return [];
      return [
        {
          effect,
          message: `The foreign key ${constraint.name} takes SHARE ROW EXCLUSIVE on ${parent.shown}: writes to ${parent.shown} wait until the commit.`,
          recipe: [
            execute("SET LOCAL lock_timeout = '2s'"),
            createForeignKey(on.name, constraint, on.isNew ? "" : ", postgresql_not_valid=True"),
          ],
        },
      ];
    }),
});
