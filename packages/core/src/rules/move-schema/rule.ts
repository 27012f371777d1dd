import type { Effect } from "../../lint/effects/effect.ts";
import { isNamedAgain, isNamedBefore, kindOfName } from "../../lint/later-names.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { JudgedTransaction } from "../../lint/lint-run.ts";
import { keyOf, shown } from "../../lint/names.ts";
import { execute, sqlName, sqlWord, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** SET SCHEMA, and RENAME of a schema: names with a schema and search paths no longer find what is in use. */
export const moveSchema = defineSqlRule({
  code: "MS245",
  name: "move-schema",
  severity: "error",
  judges: "transaction",
  docs: {
    what: "An object in use moves to another schema, or its schema gets another name.",
    why: "Code of the last release that names the old schema, or finds the object by its search path, fails from this commit on. A table is moved under an ACCESS EXCLUSIVE lock.",
    fix: "Leave a view under the old name, or make the new object beside the old one, write both, and drop the old one in a later release.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders SET SCHEMA archive",
      "ALTER SCHEMA archive RENAME TO attic",
      "ALTER FUNCTION total(bigint) SET SCHEMA archive",
    ],
    good: [
      "CREATE TABLE orders (id bigint); ALTER TABLE orders SET SCHEMA archive",
      "ALTER TABLE orders SET SCHEMA archive; CREATE VIEW orders AS SELECT * FROM archive.orders",
      "CREATE SCHEMA attic; ALTER SCHEMA attic RENAME TO archive",
      "SET LOCAL search_path TO archive",
    ],
  },
  check: (transaction) =>
    transaction.statements.flatMap((at) => [
      ...effectsOfKind(at, "move-relation", "move-object")
        .filter((effect) => !isNew(effect) && !isNamedAgain(transaction, effect, oldName(effect)))
        .filter((effect) => !isNamedBefore(transaction, effect, oldName(effect)))
        .map((effect) => ({ at, effect, ...moved(effect) })),
      ...effectsOfKind(at, "rename-schema")
        .filter(({ isNew: born }) => !born)
        .filter((effect) => !isSchemaMadeAgain(transaction, effect))
        .map((effect) => ({ at, effect, ...renamed(effect) })),
    ]),
});

type Move = Effect<"move-relation"> | Effect<"move-object">;

function isNew(effect: Move): boolean {
  return effect.kind === "move-relation" ? effect.on.isNew : effect.isNew;
}

function oldName(effect: Move): string {
  return effect.kind === "move-relation"
    ? `relation:${effect.on.key}`
    : `${kindOfName(effect.what)}:${keyOf(effect.name)}`;
}

function moved(effect: Move) {
  if (effect.kind === "move-object") {
    return {
      message: `Moves the ${effect.what} ${shown(effect.name)} to the schema ${effect.to}: running code that finds it under its old name fails.`,
      recipe: steps([
        [`this release: make it in ${effect.to} as well, and let all code use that one`, []],
        ["a later release: drop the old one", []],
      ]),
    };
  }
  const { on, to } = effect;
  return {
    message: `Moves ${on.shown} to the schema ${to.schema} under an ACCESS EXCLUSIVE lock: running code that still says ${on.shown} fails on every read and write.`,
    recipe: steps([
      [
        "this revision",
        [
          execute(`ALTER TABLE ${sqlName(on.name)} SET SCHEMA ${sqlWord(to.schema)}`),
          execute(`CREATE VIEW ${sqlName(on.name)} AS SELECT * FROM ${sqlName(to)}`),
        ],
      ],
      ["a release after the last one that says the old name", [execute(`DROP VIEW ${sqlName(on.name)}`)]],
    ]),
  };
}

function renamed({ schema, to }: Effect<"rename-schema">) {
  return {
    message: `Renames the schema ${schema} to ${to}: running code that names ${schema}, or has it in its search path, fails on everything in it.`,
    recipe: steps([
      ["this release", [execute(`CREATE SCHEMA ${sqlWord(to)}`)]],
      [`then: a view in ${to} for each table of ${schema}, and all code uses ${to}`, []],
      ["a later release: move the tables, and drop the old schema", []],
    ]),
  };
}

function isSchemaMadeAgain({ statements }: JudgedTransaction, gone: Effect<"rename-schema">): boolean {
  const effects = statements.flatMap((statement) => statement.effects);
  return effects
    .slice(effects.indexOf(gone) + 1)
    .some((effect) => effect.kind === "create-schema" && effect.schema === gone.schema);
}
