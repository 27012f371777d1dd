import type { Effect, RelationRef } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import {
  alterColumn,
  execute,
  py,
  schemaOf,
  shownColumn,
  sqlName,
  sqlWord,
  steps,
  validate,
} from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** SET NOT NULL that reads the whole table under the strongest lock. */
export const setNotNullScan = defineSqlRule({
  code: "MS218",
  name: "set-not-null-scan",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A column becomes NOT NULL and the whole table is read to prove it.",
    why: "`SET NOT NULL` holds an ACCESS EXCLUSIVE lock while it reads every row, so reads and writes wait.",
    fix: "Prove it first: a check NOT VALID, validated later. Postgres takes a valid check for an answer and reads nothing.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL",
      { sql: "ALTER TABLE orders ADD CONSTRAINT nn NOT NULL user_id", postgres: 18 },
      {
        sql: "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL",
        setup: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (user_id IS NOT NULL OR total = 0)",
      },
    ],
    good: [
      {
        sql: "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL",
        setup: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (user_id IS NOT NULL AND total > 0)",
      },
      {
        sql: "ALTER TABLE orders VALIDATE CONSTRAINT ck; ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL",
        setup: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (user_id IS NOT NULL) NOT VALID",
      },
      "CREATE TABLE orders (user_id bigint); ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL",
    ],
  },
  check: (statement, { postgres }) =>
    [
      ...effectsOfKind(statement, "set-not-null"),
      ...effectsOfKind(statement, "add-constraint").filter(
        ({ constraint }) => constraint.type === "not-null",
      ),
    ]
      .filter(({ scans }) => scans.length > 0)
      .map((effect) => ({
        effect,
        message: `Making ${shownColumn(effect.on.name, columnOf(effect))} NOT NULL reads all of ${effect.on.shown} under an ACCESS EXCLUSIVE lock: reads and writes wait.`,
        recipe: recipe(effect.on, columnOf(effect), postgres),
      })),
});

function columnOf(effect: Effect<"set-not-null"> | Effect<"add-constraint">): string {
  return effect.kind === "set-not-null" ? effect.column : (effect.constraint.columns[0] ?? "");
}

function recipe(on: RelationRef, column: string, postgres: number): readonly string[] {
  const name = `${on.name.name}_${column}_not_null`;
  const table = sqlName(on.name);
  if (postgres >= 18) {
    return steps([
      [
        "this revision",
        [
          execute(
            `ALTER TABLE ${table} ADD CONSTRAINT ${sqlWord(name)} NOT NULL ${sqlWord(column)} NOT VALID`,
          ),
        ],
      ],
      ["the next revision", [validate(on.name, name)]],
    ]);
  }
  const check = py(`${sqlWord(column)} IS NOT NULL`);
  return steps([
    [
      "this revision",
      [
        `op.create_check_constraint(${py(name)}, ${py(on.name.name)}, ${check}${schemaOf(on.name)}, postgresql_not_valid=True)`,
      ],
    ],
    [
      "the next revision",
      [
        validate(on.name, name),
        alterColumn(on.name, column, "nullable=False"),
        `op.drop_constraint(${py(name)}, ${py(on.name.name)}${schemaOf(on.name)})`,
      ],
    ],
  ]);
}
