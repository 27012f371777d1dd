import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before } from "../../lint/lint-run.ts";
import type { Effect } from "../../lint/effects/effect.ts";
import { addColumn, py, schemaOf, shownColumn, steps, validate } from "../../lint/recipe.ts";
import { showDomainChecks } from "../../lint/show-expression.ts";
import { showType } from "../../lint/sql-type.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** ADD COLUMN of a domain with rules: even NULL has to be checked in each row, so the table is written anew. */
export const constrainedDomainColumn = defineSqlRule({
  code: "MS234",
  name: "constrained-domain-column",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A column is added whose type is a domain with a check or NOT NULL.",
    why: "Postgres writes the whole table and all its indexes anew under an ACCESS EXCLUSIVE lock, even without a default, so reads and writes wait.",
    fix: "Add the column with the base type, and the rule as a check NOT VALID that a later revision validates.",
  },
  examples: {
    bad: [
      {
        sql: "ALTER TABLE orders ADD COLUMN boxes box_count",
        setup: "CREATE DOMAIN box_count AS integer CHECK (VALUE > 0)",
      },
      {
        sql: "ALTER TABLE orders ADD COLUMN boxes few_boxes",
        setup: "CREATE DOMAIN box_count AS integer CHECK (VALUE > 0); CREATE DOMAIN few_boxes AS box_count",
      },
    ],
    good: [
      { sql: "ALTER TABLE orders ADD COLUMN code short_code", setup: "CREATE DOMAIN short_code AS text" },
      {
        sql: "CREATE TABLE orders (id bigint); ALTER TABLE orders ADD COLUMN boxes box_count",
        setup: "CREATE DOMAIN box_count AS integer CHECK (VALUE > 0)",
      },
      {
        sql: "ALTER TABLE orders ADD COLUMN boxes box_count[]",
        setup: "CREATE DOMAIN box_count AS integer CHECK (VALUE > 0)",
      },
    ],
  },
  check: (statement, before) =>
    effectsOfKind(statement, "add-column")
      .filter(({ constrainedDomain, rewrites }) => constrainedDomain && rewrites.length > 0)
      .map((effect) => {
        const { on, column } = effect;
        const domain = column.type === null ? "a domain" : showType(column.type);
        return {
          effect,
          message: `The domain ${domain} of ${shownColumn(on.name, column.name)} is checked in every row: ${on.shown} is written anew under an ACCESS EXCLUSIVE lock, and reads and writes wait.`,
          recipe: recipe(effect, before),
        };
      }),
});

function recipe({ on, column }: Effect<"add-column">, { state }: Before): readonly string[] {
  const domain = column.type === null ? null : state.type(column.type);
  const check = `${on.name.name}_${column.name}_check`;
  const text = py(showDomainChecks(domain?.checks ?? [], column.name));
  return steps([
    [
      "this revision",
      [
        addColumn(on.name, { name: column.name, type: domain?.base ?? null }),
        `op.create_check_constraint(${py(check)}, ${py(on.name.name)}, ${text}${schemaOf(on.name)}, postgresql_not_valid=True)`,
      ],
    ],
    ["the next revision", [validate(on.name, check)]],
  ]);
}
