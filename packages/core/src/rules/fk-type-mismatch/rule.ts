import type { Effect, RelationRef } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before, JudgedStatement } from "../../lint/lint-run.ts";
import { addColumn, py, saType, shownColumn, steps } from "../../lint/recipe.ts";
import type { Column } from "../../lint/schema/objects.ts";
import { showType } from "../../lint/sql-type.ts";
import type { SqlType } from "../../lint/sql-type.ts";
import type { SqlRuleFinding } from "../define-sql-rule.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A foreign key whose column has another type than the one it points to. */
export const fkTypeMismatch = defineSqlRule({
  code: "MS220",
  name: "fk-type-mismatch",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "A foreign key joins columns of different types.",
    why: "Each check has to convert, and where the child's type is the smaller one, it runs out of values before the parent does.",
    fix: "Give the column the type of the one it points to.",
  },
  examples: {
    bad: [
      {
        sql: "CREATE TABLE orders (user_id integer REFERENCES users (id))",
        setup: "CREATE TABLE users (id bigint PRIMARY KEY)",
      },
      {
        sql: "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users NOT VALID",
        setup: "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (user_id integer)",
      },
    ],
    good: [
      {
        sql: "CREATE TABLE orders (user_id bigint REFERENCES users (id))",
        setup: "CREATE TABLE users (id bigserial PRIMARY KEY)",
      },
      {
        sql: "CREATE TABLE orders (code varchar(9) REFERENCES users (code))",
        setup: "CREATE TABLE users (code text PRIMARY KEY)",
      },
      // Nothing is known of the parent.
      "CREATE TABLE orders (user_id integer REFERENCES users (id))",
    ],
  },
  check: (statement, before) =>
    effectsOfKind(statement, "add-constraint").flatMap((effect) => findingsOf(effect, statement, before)),
});

function findingsOf(
  effect: Effect<"add-constraint">,
  statement: JudgedStatement,
  before: Before,
): readonly SqlRuleFinding[] {
  const { on, parent, constraint } = effect;
  if (parent === null) return [];
  const keys = constraint.references?.columns ?? [];
  const targets = keys.length === 0 ? primaryKeyOf(parent, statement) : keys;
  return constraint.columns.flatMap((name, at) => {
    const target = targets[at] ?? "";
    const child = effect.inline ?? columnOf(on, name, statement);
    const from = baseOf(child?.type ?? null, before);
    const to = baseOf(columnOf(parent, target, statement)?.type ?? null, before);
    if (from === null || to === null || isSame(from, to)) return [];
    return [
      {
        effect,
        message: `${shownColumn(on.name, name)} is ${showType(from)}, and ${shownColumn(parent.name, target)}, which it points to, ${showType(to)}.`,
        recipe: recipe(on, name, to),
      },
    ];
  });
}

/** A column of a table, also where this statement makes it. */
function columnOf(on: RelationRef, name: string, statement: JudgedStatement): Column | null {
  const made = effectsOfKind(statement, "create-table").find((effect) => effect.on.key === on.key);
  const added = effectsOfKind(statement, "add-column").find(
    (effect) => effect.on.key === on.key && effect.column.name === name,
  );
  return added?.column ?? (made?.table ?? on.known)?.columns.get(name) ?? null;
}

function primaryKeyOf(on: RelationRef, statement: JudgedStatement): readonly string[] {
  const made = effectsOfKind(statement, "create-table").find((effect) => effect.on.key === on.key);
  const constraints = [...((made?.table ?? on.known)?.constraints.values() ?? [])];
  return constraints.find(({ type }) => type === "primary-key")?.columns ?? [];
}

/** A domain is the same inside as its base. */
function baseOf(type: SqlType | null, { state }: Before): SqlType | null {
  if (type === null) return null;
  const known = state.type({ schema: type.schema, name: type.name });
  return known?.kind === "domain" ? known.base : type;
}

/** Texts compare as they are, whatever their limit. */
function isSame(a: SqlType, b: SqlType): boolean {
  const kind = ({ name }: SqlType): string => (name === "varchar" ? "text" : name);
  return kind(a) === kind(b) && a.isArray === b.isArray;
}

function recipe(on: RelationRef, name: string, type: SqlType): readonly string[] {
  if (on.isNew)
    return [`sa.Column(${py(name)}, ${saType(type)})  # in op.create_table(${py(on.name.name)}, …)`];
  return steps([
    ["this release", [addColumn(on.name, { name: `${name}_new`, type })]],
    ["then: write both columns, fill the old rows in batches, put the key on the new one", []],
  ]);
}
