import { effectsOfKind } from "../../lint/lint-run.ts";
import { createIndex } from "../../lint/recipe-index.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** An index that nobody gave a name. */
export const unnamedIndex = defineSqlRule({
  code: "MS208",
  name: "unnamed-index",
  severity: "notice",
  judges: "statement",
  docs: {
    what: "An index is made without a name.",
    why: "Postgres chooses a free one, which need not be the same in each database, so the way down and later revisions cannot name it.",
    fix: "Name the index.",
  },
  examples: {
    bad: ["CREATE INDEX ON orders (user_id)", "CREATE TABLE orders (id bigint); CREATE INDEX ON orders (id)"],
    good: [
      "CREATE INDEX ix_orders_user ON orders (user_id)",
      "CREATE TEMP TABLE batch (id bigint); CREATE INDEX ON batch (id)",
      "ALTER TABLE orders ADD CONSTRAINT uq UNIQUE (code)",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "create-index")
      .filter(({ named, on }) => !named && on.known?.persistence !== "temporary")
      .map((effect) => {
        const keys = effect.index.columns.map((column) => column ?? "expr").join("_");
        const name = { ...effect.index.name, name: `ix_${effect.on.name.name}_${keys}` };
        return {
          effect,
          message: `Postgres chooses the name of this index on ${effect.on.shown}: ${effect.index.name.name}, or another where that one is taken.`,
          recipe: createIndex({ ...effect.index, name }, effect.on),
        };
      }),
});
