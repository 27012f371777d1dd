import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Effect } from "../../lint/effects/effect.ts";
import { execute, sqlName, sqlWord } from "../../lint/recipe.ts";
import { indexOfKey } from "../../lint/recipe-constraint.ts";
import { buildIndex } from "../../lint/recipe-index.ts";
import type { Constraint } from "../../lint/schema/objects.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A table loses its primary key. */
export const dropPrimaryKey = defineSqlRule({
  code: "MS226",
  name: "drop-primary-key",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A primary key is dropped.",
    why: "It takes ACCESS EXCLUSIVE, so reads and writes wait. Without it logical replication refuses updates, `ON CONFLICT` finds no target, and no foreign key can point to the table.",
    fix: "Build the index of the new key concurrently, and change the keys in one statement.",
  },
  examples: {
    bad: [
      {
        sql: "ALTER TABLE orders DROP CONSTRAINT pk",
        setup: "CREATE TABLE orders (id bigint CONSTRAINT pk PRIMARY KEY)",
      },
      // Postgres's own name for a primary key.
      "ALTER TABLE orders DROP CONSTRAINT orders_pkey",
    ],
    good: [
      "ALTER TABLE orders DROP CONSTRAINT orders_pkey, ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_new_idx",
      {
        sql: "ALTER TABLE orders DROP CONSTRAINT ck",
        setup: "CREATE TABLE orders (id bigint PRIMARY KEY CONSTRAINT ck CHECK (id > 0))",
      },
      "CREATE TABLE orders (id bigint PRIMARY KEY); ALTER TABLE orders DROP CONSTRAINT orders_pkey",
    ],
  },
  check: (statement) => {
    const replaced = new Set(
      effectsOfKind(statement, "add-constraint")
        .filter(({ constraint }) => constraint.type === "primary-key" && constraint.usingIndex !== null)
        .map(({ on }) => on.key),
    );
    return effectsOfKind(statement, "drop-constraint")
      .filter((effect) => !effect.on.isNew && isPrimaryKey(effect) && !replaced.has(effect.on.key))
      .map((effect) => ({
        effect,
        message: `Dropping the primary key ${effect.constraint} takes ACCESS EXCLUSIVE on ${effect.on.shown}, so reads and writes wait, and leaves its rows without an identity.`,
        recipe: recipe(effect),
      }));
  },
});

function isPrimaryKey({ known, constraint, on }: Effect<"drop-constraint">): boolean {
  return known === null
    ? constraint.endsWith("_pkey") && on.known?.complete !== true
    : known.type === "primary-key";
}

function recipe({ on, constraint }: Effect<"drop-constraint">): readonly string[] {
  const key: Pick<Constraint, "name" | "columns" | "include" | "nullsDistinct"> = {
    name: `${on.name.name}_new`,
    columns: ["…"],
    include: [],
    nullsDistinct: true,
  };
  const index = indexOfKey(on, key);
  const name = sqlWord(constraint);
  return [
    ...buildIndex(index, on.name),
    execute(
      `ALTER TABLE ${sqlName(on.name)} DROP CONSTRAINT ${name}, ADD CONSTRAINT ${name} PRIMARY KEY USING INDEX ${sqlWord(index.name.name)}`,
    ),
  ];
}
