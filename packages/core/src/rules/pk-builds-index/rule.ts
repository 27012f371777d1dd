import type { Effect } from "../../lint/effects/effect.ts";
import { isProvedNotNull } from "../../lint/effects/constraint.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { addColumn, steps } from "../../lint/recipe.ts";
import { keyUsingIndex, notNullInTwoRevisions } from "../../lint/recipe-constraint.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A primary key that builds its index, and proves NOT NULL, under the strongest lock. */
export const pkBuildsIndex = defineSqlRule({
  code: "MS214",
  name: "pk-builds-index",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A primary key is added and its index is built in the same statement.",
    why: "It holds an ACCESS EXCLUSIVE lock until the index is built and each key column is proved NOT NULL, so reads and writes wait. A new serial or identity column writes the whole table anew besides.",
    fix: "Prove NOT NULL, build a unique index concurrently, and let the key take it over.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ADD PRIMARY KEY (id)",
      "ALTER TABLE orders ADD COLUMN id bigserial PRIMARY KEY",
      {
        sql: "ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY (id)",
        setup: "CREATE TABLE orders (id bigint NOT NULL)",
      },
    ],
    good: [
      "ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY USING INDEX pk_idx",
      "CREATE TABLE orders (id bigint NOT NULL); ALTER TABLE orders ADD PRIMARY KEY (id)",
      "CREATE TABLE orders (id bigint PRIMARY KEY)",
    ],
  },
  check: (statement, { postgres }) =>
    effectsOfKind(statement, "add-constraint")
      .filter(
        ({ constraint, scans }) =>
          constraint.type === "primary-key" && constraint.usingIndex === null && scans.length > 0,
      )
      .map((effect) => ({
        effect,
        message: `Adding the primary key ${effect.constraint.name} builds an index on ${effect.on.shown} under an ACCESS EXCLUSIVE lock: reads and writes wait.`,
        recipe: recipe(effect, postgres),
      })),
});

function recipe({ on, constraint, inline }: Effect<"add-constraint">, postgres: number): readonly string[] {
  const open = constraint.columns.filter((column) => !isProvedNotNull(on.known, column));
  const last = ["then", keyUsingIndex(on, constraint)] as const;
  if (open.length === 0) return keyUsingIndex(on, constraint);
  const proof = notNullInTwoRevisions(on, open, postgres);
  if (inline === null) return steps([...proof, last]);
  return steps([
    ["first: the column alone", [addColumn(on.name, inline)]],
    ["then: a default for new rows, and old rows filled in batches", []],
    ...proof,
    last,
  ]);
}
