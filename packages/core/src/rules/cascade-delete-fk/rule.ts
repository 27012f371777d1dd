import { effectsOfKind } from "../../lint/lint-run.ts";
import { steps } from "../../lint/recipe.ts";
import { createForeignKey } from "../../lint/recipe-constraint.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A foreign key deletes the rows of its table along with the parent's. */
export const cascadeDeleteFk = defineSqlRule({
  code: "MD415",
  name: "cascade-delete-fk",
  severity: "notice",
  optIn: true,
  judges: "statement",
  docs: {
    what: "A foreign key has ON DELETE CASCADE.",
    why: "Deleting one row of the parent deletes and locks all rows that lead to it, in the same statement and through every further cascade: one click may delete millions of rows.",
    fix: "Leave it to the application to delete the children first, in batches; the key then refuses what was forgotten.",
  },
  examples: {
    bad: [
      "CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id) ON DELETE CASCADE)",
      "ALTER TABLE refunds ADD CONSTRAINT fk FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE NOT VALID",
    ],
    good: [
      "CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id) ON DELETE SET NULL)",
      "CREATE TABLE refunds (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id) ON UPDATE CASCADE)",
      "ALTER TABLE refunds DROP CONSTRAINT fk CASCADE",
    ],
  },
  check: (judged) =>
    effectsOfKind(judged, "add-constraint").flatMap((effect) => {
      const { constraint, on, parent } = effect;
      const { references } = constraint;
      if (references?.onDelete !== "CASCADE") return [];
      return [
        {
          effect,
          message: `Deleting one row of ${parent?.shown ?? "the parent"} deletes and locks every row of ${on.shown} that leads to it: writes to those rows wait.`,
          recipe: steps([
            [
              `delete from ${on.shown} first, in batches; the key only refuses`,
              [
                createForeignKey(on.name, {
                  ...constraint,
                  references: { ...references, onDelete: null },
                }),
              ],
            ],
          ]),
        },
      ];
    }),
});
