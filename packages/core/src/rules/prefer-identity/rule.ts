import { saType, shownColumn } from "../../lint/recipe.ts";
import { writtenAs, writtenColumns } from "../../lint/written-columns.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A serial column, where an identity column has no sequence to look after. */
export const preferIdentity = defineSqlRule({
  code: "MS251",
  name: "prefer-identity",
  severity: "notice",
  judges: "statement",
  docs: {
    what: "A column is serial.",
    why: "Its sequence has an owner and grants of its own: an INSERT by another role fails until somebody grants it the sequence too. Nothing keeps an explicit number from being written, which the sequence then gives out again.",
    fix: "Make it an identity column: the sequence is part of it.",
  },
  examples: {
    bad: ["CREATE TABLE badges (id bigserial PRIMARY KEY)", "ALTER TABLE orders ADD COLUMN seq bigserial"],
    good: [
      "CREATE TABLE badges (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
      "CREATE TABLE badges (serial text, id bigint DEFAULT nextval('badge_seq'))",
      "CREATE TEMP TABLE badges (id bigserial)",
    ],
  },
  check: (statement) =>
    writtenColumns(statement)
      .filter(({ column }) => column?.serial === true)
      .map((written) => ({
        effect: written.effect,
        object: written.object,
        message: `${shownColumn(written.table, written.name)} is serial: an insert by a role without a grant on its sequence fails.`,
        recipe: writtenAs(written, saType(written.type), ", sa.Identity()"),
      })),
});
