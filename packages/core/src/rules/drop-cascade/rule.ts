import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before } from "../../lint/lint-run.ts";
import { shown } from "../../lint/names.ts";
import { execute, py, schemaOf, shownColumn, sqlName, sqlWord, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** DROP … CASCADE: whatever hangs on the object goes with it, and nobody has read what that is. */
export const dropCascade = defineSqlRule({
  code: "MS248",
  name: "drop-cascade",
  severity: "error",
  judges: "statement",
  docs: {
    what: "Something is dropped together with everything that depends on it.",
    why: "CASCADE removes views, foreign keys, defaults and columns that nobody reviewed, other ones on each database, and takes ACCESS EXCLUSIVE locks on all their tables.",
    fix: "Drop each dependent object by its name, and the object without CASCADE: it fails if something was forgotten.",
  },
  examples: {
    bad: [
      "DROP TABLE orders CASCADE",
      "ALTER TABLE orders DROP COLUMN total CASCADE",
      "DROP SCHEMA IF EXISTS archive CASCADE",
      "DROP TYPE order_state CASCADE",
    ],
    good: [
      "DROP TABLE orders",
      "CREATE TABLE refunds (id bigint, order_id bigint REFERENCES orders (id) ON DELETE CASCADE)",
      "CREATE TABLE tmp_load (id bigint); DROP TABLE tmp_load CASCADE",
      "DROP TRIGGER touch ON orders CASCADE",
      {
        sql: "ALTER TABLE orders DROP CONSTRAINT ck CASCADE",
        setup: "CREATE TABLE orders (total numeric, CONSTRAINT ck CHECK (total > 0))",
      },
    ],
  },
  check: (statement, before) =>
    effectsOfKind(
      statement,
      "drop-relation",
      "drop-column",
      "drop-constraint",
      "drop-object",
      "drop-schema",
      "drop-index",
    )
      .filter((effect) => effect.cascade && !isNew(effect, before) && mayHaveDependents(effect))
      .map((effect) => {
        const { what, drop } = describe(effect);
        return {
          effect,
          message: `Drops ${what} and everything that depends on it: views, keys and columns that nobody named go too, under ACCESS EXCLUSIVE locks on ${locked(effect)}.`,
          recipe: steps([
            ["first what depends on it, each by its name", dependents(effect, before)],
            ["then, without CASCADE", [drop]],
          ]),
        };
      }),
});

type Drop =
  | Effect<"drop-relation">
  | Effect<"drop-column">
  | Effect<"drop-constraint">
  | Effect<"drop-object">
  | Effect<"drop-schema">
  | Effect<"drop-index">;

function isNew(effect: Drop, { state }: Before): boolean {
  if (effect.on === null) return effect.isNew;
  const column = effect.kind === "drop-column" && state.isNew(effect.known?.born);
  return effect.on.isNew || column;
}

/** Nothing hangs on triggers, rules, policies, checks and foreign keys; other keys have foreign keys that point to them. */
function mayHaveDependents(effect: Drop): boolean {
  if (effect.kind === "drop-object") return effect.table === null;
  if (effect.kind !== "drop-constraint" || effect.known === null) return true;
  return effect.known.type === "primary-key" || effect.known.type === "unique";
}

function locked(effect: Drop): string {
  if (effect.kind === "drop-object" || effect.kind === "drop-schema") return "each of their tables";
  return effect.on === null ? "its table and each of theirs" : `${effect.on.shown} and each of their tables`;
}

function describe(effect: Drop): { readonly what: string; readonly drop: string } {
  switch (effect.kind) {
    case "drop-relation": {
      const { on } = effect;
      const what = effect.what.replaceAll("-", " ");
      const drop =
        effect.what === "table"
          ? `op.drop_table(${py(on.name.name)}${schemaOf(on.name)})`
          : execute(`DROP ${what.toUpperCase()} ${sqlName(on.name)}`);
      return { what: `the ${what} ${on.shown}`, drop };
    }
    case "drop-column":
      return {
        what: shownColumn(effect.on.name, effect.column),
        drop: `op.drop_column(${py(effect.on.name.name)}, ${py(effect.column)}${schemaOf(effect.on.name)})`,
      };
    case "drop-constraint":
      return {
        what: `the constraint ${effect.constraint} of ${effect.on.shown}`,
        drop: `op.drop_constraint(${py(effect.constraint)}, ${py(effect.on.name.name)}${schemaOf(effect.on.name)})`,
      };
    case "drop-schema":
      return { what: `the schema ${effect.schema}`, drop: execute(`DROP SCHEMA ${sqlWord(effect.schema)}`) };
    case "drop-index":
      return { what: `the index ${shown(effect.name)}`, drop: `op.drop_index(${py(effect.name.name)})` };
    default:
      return {
        what: `the ${effect.what} ${shown(effect.name)}`,
        drop: execute(`DROP ${effect.what.toUpperCase()} ${sqlName(effect.name)}`),
      };
  }
}

/** The foreign keys that are known to point to it; the rest only the database knows. */
function dependents(effect: Drop, { state }: Before): readonly string[] {
  const keys =
    effect.on === null
      ? []
      : state
          .referencing(effect.on.key)
          .map(
            ({ child, constraint }) =>
              `op.drop_constraint(${py(constraint.name)}, ${py(child.name.name)}${schemaOf(child.name)})`,
          );
  return keys.length > 0 ? keys : ["# the same DROP without CASCADE fails and lists them"];
}
