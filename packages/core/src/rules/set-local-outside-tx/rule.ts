import { effectsOfKind } from "../../lint/lint-run.ts";
import { autocommit, execute } from "../../lint/recipe.ts";
import { setOperation } from "../../lint/recipe-setting.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** SET LOCAL in an autocommit block. */
export const setLocalOutsideTx = defineSqlRule({
  code: "MS283",
  name: "set-local-outside-tx",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "SET LOCAL stands outside of a transaction.",
    why: "It lasts to the end of the transaction, which is the end of the statement itself: the server warns and nothing is set. A lock_timeout set so protects nobody.",
    fix: "In an autocommit block use SET, and RESET at its end.",
  },
  examples: {
    bad: [
      { sql: "SET LOCAL lock_timeout = '2s'; ALTER TABLE orders ADD COLUMN tax numeric", autocommit: true },
      { sql: "SELECT set_config('lock_timeout', '2s', true)", autocommit: true },
    ],
    good: [
      "SET LOCAL lock_timeout = '2s'; ALTER TABLE orders ADD COLUMN tax numeric",
      { sql: "SET lock_timeout = '2s'; RESET lock_timeout", autocommit: true },
      { sql: "SELECT set_config('lock_timeout', '2s', false)", autocommit: true },
    ],
  },
  check: (judged) =>
    judged.inTransaction
      ? []
      : effectsOfKind(judged, "set")
          .filter(({ local, reset }) => local && !reset)
          .map((effect) => ({
            effect,
            object: `setting:${effect.name}`,
            message: `SET LOCAL ${effect.name} has no effect outside of a transaction: the statements behind it run as if it were not there.`,
            recipe: autocommit([
              setOperation(effect, "SET"),
              "# … the operations",
              execute(`RESET ${effect.name}`),
            ]),
          })),
});
