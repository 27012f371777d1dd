import type { Effect } from "../../lint/effects/effect.ts";
import { showExpression } from "../../lint/show-expression.ts";
import { effectsOfKind } from "../../lint/lint-run.ts";
import { alterColumn, py, shownColumn, steps } from "../../lint/recipe.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** SET DEFAULT and DROP DEFAULT: the old and the new release write different values. */
export const changeDefault = defineSqlRule({
  code: "MS244",
  name: "change-default",
  severity: "notice",
  judges: "statement",
  docs: {
    what: "A column of a table in use gets another default, or loses it.",
    why: "While the last release still runs, its inserts get the new value. Without a default, its inserts that leave the column out write NULL, and fail where the column is NOT NULL.",
    fix: "Let the code write the value itself in one release, and change the default in the next.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'active'",
      "ALTER TABLE orders ALTER COLUMN status DROP DEFAULT",
      "ALTER TABLE orders ADD COLUMN channel text NOT NULL DEFAULT 'web'; ALTER TABLE orders ALTER COLUMN channel DROP DEFAULT",
    ],
    good: [
      "ALTER TABLE orders ADD COLUMN channel text; ALTER TABLE orders ALTER COLUMN channel SET DEFAULT 'web'",
      "ALTER TABLE orders ADD COLUMN channel text DEFAULT 'web'; ALTER TABLE orders ALTER COLUMN channel DROP DEFAULT",
      "CREATE TABLE orders (status text); ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'active'",
      {
        sql: "ALTER TABLE orders ALTER COLUMN status DROP DEFAULT",
        setup: "CREATE TABLE orders (status text NOT NULL)",
      },
    ],
  },
  check: (statement, { state }) => {
    const isAddedHere = ({ known }: { readonly known: { readonly born: number } | null }): boolean =>
      state.isNew(known?.born);
    return [
      ...effectsOfKind(statement, "set-default").filter((effect) => !isAddedHere(effect)),
      ...effectsOfKind(statement, "drop-default").filter(
        (effect) => effect.known?.default !== null && (!isAddedHere(effect) || refusesNull(effect)),
      ),
    ]
      .filter(({ on }) => !on.isNew)
      .map((effect) =>
        effect.kind === "drop-default" && refusesNull(effect)
          ? { effect, message: message(effect), recipe: recipe(effect), severity: "warning" as const }
          : { effect, message: message(effect), recipe: recipe(effect) },
      );
  },
});

type Change = Effect<"set-default"> | Effect<"drop-default">;

function refusesNull({ known }: Effect<"drop-default">): boolean {
  return known?.notNull === true;
}

function message(effect: Change): string {
  const column = shownColumn(effect.on.name, effect.column);
  const inserts = `inserts of running code into ${effect.on.shown} that leave it out`;
  if (effect.kind === "set-default") {
    const which = effect.known?.default === null ? "a default" : "another default";
    return `${column} gets ${which}: ${inserts} write the new value from now on.`;
  }
  return refusesNull(effect)
    ? `${column} is NOT NULL and loses its default: ${inserts} fail.`
    : `${column} loses its default: ${inserts} write NULL from now on, and fail if it is NOT NULL.`;
}

function recipe(effect: Change): readonly string[] {
  const text = effect.kind === "set-default" ? (showExpression(effect.value) ?? "…") : null;
  const change = text === null ? "server_default=None" : `server_default=sa.text(${py(text)})`;
  return steps([
    [`this release: every insert into ${effect.on.shown} gives ${effect.column} a value`, []],
    [
      "a revision of the next release, when no older code runs",
      [alterColumn(effect.on.name, effect.column, change)],
    ],
  ]);
}
