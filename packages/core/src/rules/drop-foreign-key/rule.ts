import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { JudgedStatement } from "../../lint/lint-run.ts";
import { keyOf, shownKey } from "../../lint/names.ts";
import { execute, py, schemaOf, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A foreign key goes: by itself, or with its column or table. */
export const dropForeignKey = defineSqlRule({
  code: "MS223",
  name: "drop-foreign-key",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A foreign key is dropped, by itself or with its column or table.",
    why: "It takes ACCESS EXCLUSIVE on both tables, the parent as well, so reads and writes of both wait. From then on nothing keeps rows without a parent out.",
    fix: "Drop one key in each revision, with a short `lock_timeout`.",
  },
  examples: {
    bad: [
      {
        sql: "ALTER TABLE orders DROP CONSTRAINT fk",
        setup: "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id)",
      },
      {
        sql: "ALTER TABLE orders DROP COLUMN user_id",
        setup: "CREATE TABLE orders (id bigint, user_id bigint REFERENCES users (id))",
      },
      {
        sql: "DROP TABLE orders",
        setup: "CREATE TABLE orders (id bigint, user_id bigint REFERENCES users (id))",
      },
      // Postgres's own name for a foreign key.
      "ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey",
    ],
    good: [
      {
        sql: "ALTER TABLE orders DROP CONSTRAINT ck",
        setup: "ALTER TABLE orders ADD CONSTRAINT ck CHECK (user_id > 0)",
      },
      {
        sql: "ALTER TABLE orders DROP COLUMN note",
        setup: "CREATE TABLE orders (id bigint, note text, user_id bigint REFERENCES users (id))",
      },
      "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (id bigint REFERENCES users); DROP TABLE orders",
    ],
  },
  check: (statement) =>
    keysOf(statement).map((key) => ({
      effect: key.effect,
      message: `${wordsOf(key.effect, key.name)} takes ACCESS EXCLUSIVE on ${lockedBy(key).join(" and ")}: reads and writes wait.`,
      recipe: recipe(key.effect, key.name),
    })),
});

function lockedBy({ effect, parents }: DroppedKey): readonly string[] {
  const others = parents.filter((key) => key !== effect.on.key).map(shownKey);
  return [effect.on.shown, ...(parents.length === 0 ? ["its parent, which is not known here"] : others)];
}

type Dropping = Effect<"drop-constraint" | "drop-column" | "drop-relation">;

interface DroppedKey {
  readonly effect: Dropping;
  readonly name: string;
  readonly parents: readonly string[];
}

/** The foreign keys that go, with the parents that existed before. */
function keysOf(statement: JudgedStatement): readonly DroppedKey[] {
  // Who waits for a table that goes has nothing to wait for.
  const gone = new Set(effectsOfKind(statement, "drop-relation").map(({ on }) => on.key));
  return effectsOfKind(statement, "drop-constraint", "drop-column", "drop-relation").flatMap((effect) => {
    if (effect.kind === "drop-constraint" && effect.known === null)
      return isNamedAsKey(effect) ? [{ effect, name: effect.constraint, parents: [] }] : [];
    const keys = [...(effect.on.known?.constraints.values() ?? [])].filter(
      ({ name, references, columns }) =>
        references !== null &&
        (effect.kind === "drop-relation" ||
          (effect.kind === "drop-column" ? columns.includes(effect.column) : name === effect.constraint)),
    );
    const locked = new Set(effect.locks.map(({ relation }) => relation));
    const parents = [
      ...new Set(keys.flatMap(({ references }) => (references === null ? [] : keyOf(references.table)))),
    ].filter((key) => locked.has(key) && !gone.has(key));
    const [key] = keys;
    return key === undefined || parents.length === 0 ? [] : [{ effect, name: key.name, parents }];
  });
}

/** Nothing is known of it, but Postgres names foreign keys so. */
function isNamedAsKey({ constraint, on }: Effect<"drop-constraint">): boolean {
  return constraint.endsWith("_fkey") && on.known?.complete !== true && !on.isNew;
}

function wordsOf(effect: Dropping, name: string): string {
  if (effect.kind === "drop-relation") return `Dropping ${effect.on.shown} with its foreign keys`;
  return effect.kind === "drop-column"
    ? `Dropping ${effect.on.shown}.${effect.column} with its foreign key ${name}`
    : `Dropping the foreign key ${name}`;
}

function recipe({ kind, on }: Dropping, name: string): readonly string[] {
  const drop = [
    execute("SET LOCAL lock_timeout = '2s'"),
    `op.drop_constraint(${py(name)}, ${py(on.name.name)}${schemaOf(on.name)}, type_="foreignkey")`,
  ];
  if (kind === "drop-constraint") return drop;
  return steps([
    ["a revision for each key", drop],
    [kind === "drop-column" ? "then drop the column" : "then drop the table", []],
  ]);
}
