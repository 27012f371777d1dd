import { isNamedAgain } from "../../lint/later-names.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { execute, py, schemaOf, sqlName, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** RENAME of a table in use, with nothing left under the old name. */
export const renameTable = defineSqlRule({
  code: "MS239",
  name: "rename-table",
  severity: "error",
  judges: "transaction",
  docs: {
    what: "A table in use gets another name, and nothing has the old one at the commit.",
    why: "Code of the last release names the old table in each statement, and fails from this commit on until it is replaced.",
    fix: "Make a view with the old name in the same transaction: a view of one table can be written too. Drop it in a later release. Or change only the model.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders RENAME TO purchases",
      "ALTER TABLE orders RENAME TO purchases; CREATE VIEW archive.orders AS SELECT * FROM purchases",
    ],
    good: [
      "ALTER TABLE orders RENAME TO purchases; CREATE VIEW orders AS SELECT * FROM purchases",
      "CREATE TABLE orders_new (id bigint); ALTER TABLE orders_new RENAME TO purchases",
      "ALTER TABLE orders RENAME TO orders_old; CREATE TABLE orders (id bigint PRIMARY KEY)",
      "ALTER INDEX orders_ref_idx RENAME TO orders_reference_idx",
    ],
  },
  check: (transaction) =>
    transaction.statements.flatMap((at) =>
      effectsOfKind(at, "rename-relation")
        .filter(({ on, what }) => !on.isNew && (what === "table" || what === "foreign-table"))
        .filter((effect) => !isNamedAgain(transaction, effect, `relation:${effect.on.key}`))
        .map((effect) => {
          const { on, to } = effect;
          return {
            at,
            effect,
            message: `Renames ${on.shown} to ${to.name} under an ACCESS EXCLUSIVE lock: running code that still says ${on.shown} fails on every read and write.`,
            recipe: steps([
              [
                "this revision",
                [
                  `op.rename_table(${py(on.name.name)}, ${py(to.name)}${schemaOf(on.name)})`,
                  execute(`CREATE VIEW ${sqlName(on.name)} AS SELECT * FROM ${sqlName(to)}`),
                ],
              ],
              [
                "a release after the last one that says the old name",
                [execute(`DROP VIEW ${sqlName(on.name)}`)],
              ],
            ]),
          };
        }),
    ),
});
