import type { Effect } from "../../lint/effects/effect.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before, JudgedStatement } from "../../lint/lint-run.ts";
import { py, shownColumn } from "../../lint/recipe.ts";
import { showType } from "../../lint/sql-type.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** The upgrade removes data: its downgrade brings back the shape alone. */
export const irreversibleUpgrade = defineSqlRule({
  code: "MR505",
  name: "irreversible-upgrade",
  severity: "warning",
  judges: "statement",
  docs: {
    what: "The upgrade drops a table or column, empties a table, deletes rows, or cuts values.",
    why: "The downgrade can restore the shape, not the data: after a rollback the old code runs on empty columns. Only a backup has the rest, unless the upgrade keeps it somewhere else.",
    fix: "Put it in a revision of its own, after the last release that could be rolled back to, and take a backup before.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders DROP COLUMN memo",
      "DROP TABLE orders",
      "TRUNCATE orders",
      "DELETE FROM orders WHERE id = 7",
      {
        sql: "ALTER TABLE orders ALTER COLUMN total TYPE integer",
        setup: "CREATE TABLE orders (total numeric(10, 2))",
      },
    ],
    good: [
      "CREATE TABLE tmp_load (id bigint); DELETE FROM tmp_load; DROP TABLE tmp_load",
      "ALTER TABLE orders ADD COLUMN memo text; ALTER TABLE orders DROP COLUMN memo",
      "DELETE FROM alembic_version WHERE version_num = 'b2'",
      "DROP VIEW open_orders",
      {
        sql: "ALTER TABLE orders ALTER COLUMN batch TYPE integer",
        setup: "CREATE TABLE orders (batch bigint)",
      },
    ],
  },
  check: (statement, before) =>
    losses(statement, before).map(({ effect, what }) => ({
      effect,
      message: `${what}: a downgrade brings back the shape, and the data only if something else keeps it.`,
      recipe: [
        "def downgrade() -> None:",
        `    raise NotImplementedError(${py(`${what}: restore the backup instead`)})`,
      ],
    })),
});

interface Loss {
  readonly effect: Effect;
  readonly what: string;
}

function losses(statement: JudgedStatement, { state }: Before): readonly Loss[] {
  const drops = effectsOfKind(statement, "drop-relation").filter(({ what }) => what === "table");
  const columns = effectsOfKind(statement, "drop-column").filter(({ known }) => !state.isNew(known?.born));
  const deletes = effectsOfKind(statement, "dml").filter(({ verb }) => verb === "delete");
  const casts = effectsOfKind(statement, "alter-type").filter(
    ({ on, column, loses }) => loses && !state.isNew(on.known?.columns.get(column)?.born),
  );
  return [
    ...drops.map((effect) => ({ effect, what: `Drops the rows of ${effect.on.shown}` })),
    ...columns.map((effect) => ({
      effect,
      what: `Drops the values of ${shownColumn(effect.on.name, effect.column)}`,
    })),
    ...effectsOfKind(statement, "truncate").map((effect) => ({
      effect,
      what: `Empties ${effect.on.shown}`,
    })),
    ...deletes.map((effect) => ({ effect, what: `Deletes rows of ${effect.on.shown}` })),
    ...casts.map((effect) => ({
      effect,
      what: `Cuts the values of ${shownColumn(effect.on.name, effect.column)} to ${showType(effect.to)}`,
    })),
  ].filter(({ effect }) => !effect.on.isNew);
}
