import { shownKey } from "../../lint/names.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { py, schemaOf, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";
import { listed } from "../words.ts";

/** DROP TABLE of a table in use. */
export const dropTable = defineSqlRule({
  code: "MS241",
  name: "drop-table",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A table is dropped that was there before.",
    why: "Code of the last release fails on each statement that names it, and its rows are gone. The drop takes ACCESS EXCLUSIVE locks on it and on each table that its foreign keys point to.",
    fix: "Stop using the table in one release, and drop it in the next.",
  },
  examples: {
    bad: [
      "DROP TABLE orders",
      "DROP TABLE IF EXISTS orders, order_lines",
      { sql: "DROP TABLE public.orders", setup: "CREATE TABLE archive.orders (id bigint)" },
    ],
    good: [
      "CREATE TABLE tmp_load (id bigint); DROP TABLE tmp_load",
      "CREATE TEMP TABLE tmp_load (id bigint); DROP TABLE tmp_load",
      "INSERT INTO notes (text) VALUES ('drop table orders; commit;')",
      "DROP VIEW open_orders",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "drop-relation")
      .filter(({ on, what }) => !on.isNew && (what === "table" || what === "foreign-table"))
      .map((effect) => {
        const { on, locks } = effect;
        const others = [...new Set(locks.map(({ relation }) => relation))].filter((key) => key !== on.key);
        const losses = [
          "code that still uses it fails",
          "its rows are gone",
          ...(others.length === 0 ? [] : [`reads and writes of ${listed(others.map(shownKey))} wait`]),
        ];
        return {
          effect,
          message: `Drops ${on.shown} under an ACCESS EXCLUSIVE lock: ${listed(losses)}.`,
          recipe: steps([
            [`this release: remove ${on.shown} from the models and from all code`, []],
            ["a revision of the next release", [`op.drop_table(${py(on.name.name)}${schemaOf(on.name)})`]],
          ]),
        };
      }),
});
