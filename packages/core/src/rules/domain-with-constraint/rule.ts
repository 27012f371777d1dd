import { effectsOfKind } from "../../lint/lint-run.ts";
import { shown } from "../../lint/names.ts";
import { py, saType } from "../../lint/recipe.ts";
import { showDomainChecks } from "../../lint/show-expression.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** CREATE DOMAIN with a rule: each later change of it checks all tables that use it. */
export const domainWithConstraint = defineSqlRule({
  code: "MS259",
  name: "domain-with-constraint",
  severity: "notice",
  judges: "statement",
  docs: {
    what: "A domain is made with a check or NOT NULL.",
    why: "Each later change of the rule reads every table with such a column under SHARE locks at once, so writes wait; and adding such a column to a table writes the table anew.",
    fix: "Give the columns the base type, and each table a check of its own.",
  },
  examples: {
    bad: [
      "CREATE DOMAIN pct AS numeric CHECK (VALUE BETWEEN 0 AND 100)",
      "CREATE DOMAIN code AS text NOT NULL",
    ],
    good: [
      "CREATE DOMAIN tag AS text",
      "CREATE DOMAIN tag AS text DEFAULT 'check (value > 0)'",
      "CREATE TABLE rates (id bigint PRIMARY KEY, pct numeric CHECK (pct BETWEEN 0 AND 100))",
    ],
  },
  check: (statement) =>
    effectsOfKind(statement, "create-domain")
      .filter(({ type }) => type.constrained)
      .map((effect) => {
        const { name, base, checks } = effect.type;
        return {
          effect,
          message: `The rule of the domain ${shown(name)} holds for all columns at once: each later change reads every table that uses it under a SHARE lock, and writes wait.`,
          recipe: [
            "# for each column of it, with its own name",
            `sa.Column(${py(name.name)}, ${saType(base)}, sa.CheckConstraint(${py(showDomainChecks(checks, name.name))}))`,
          ],
        };
      }),
});
