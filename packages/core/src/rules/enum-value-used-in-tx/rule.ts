import { effectsOfKind } from "../../lint/lint-run.ts";
import type { Before, JudgedStatement } from "../../lint/lint-run.ts";
import { literalUses } from "../../lint/literal-uses.ts";
import type { LiteralUse } from "../../lint/literal-uses.ts";
import { keyOf, shown } from "../../lint/names.ts";
import { autocommit, execute, sqlName, steps } from "../../lint/recipe.ts";
import { operationOf } from "../../lint/recipe-operation.ts";
import type { Relation, TypeObject } from "../../lint/schema/objects.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A value added to an enum is used before the commit. */
export const enumValueUsedInTx = defineSqlRule({
  code: "MS280",
  name: "enum-value-used-in-tx",
  severity: "error",
  judges: "statement",
  docs: {
    what: "A value that ALTER TYPE … ADD VALUE adds is used in the same transaction.",
    why: "Postgres refuses the use before the commit (55P04), so the upgrade fails. Only since 17, and only where the type itself is new in the transaction, it is allowed.",
    fix: "Add the value in a revision of its own, in an autocommit block.",
  },
  examples: {
    bad: [
      "ALTER TYPE state ADD VALUE 'held'; INSERT INTO orders (id, state) VALUES (1, 'held')",
      "ALTER TYPE state ADD VALUE 'held'; ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'held'",
      "ALTER TYPE state ADD VALUE 'held'; UPDATE orders SET note = '' WHERE id = 1 AND state = 'held'",
      "ALTER TYPE state ADD VALUE 'held'; SELECT 'held'::state",
      "CREATE TYPE kind AS ENUM ('a'); ALTER TYPE kind ADD VALUE 'b'; CREATE TABLE boxes (k kind DEFAULT 'b')",
    ],
    good: [
      "ALTER TYPE state ADD VALUE 'held'; INSERT INTO orders (id, state) VALUES (1, 'sent')",
      "ALTER TYPE state ADD VALUE 'held'; COMMENT ON COLUMN orders.state IS 'held'",
      "ALTER TYPE state ADD VALUE 'held'; SELECT 'held'::text",
      "CREATE TYPE kind AS ENUM ('a', 'b'); CREATE TABLE boxes (k kind DEFAULT 'b')",
      {
        sql: "CREATE TYPE kind AS ENUM ('a'); ALTER TYPE kind ADD VALUE 'b'; CREATE TABLE boxes (k kind DEFAULT 'b')",
        postgres: 17,
      },
      {
        sql: "ALTER TYPE state ADD VALUE IF NOT EXISTS 'held'; ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'held'",
        autocommit: true,
      },
    ],
  },
  check: (judged, before) => {
    if (!judged.inTransaction || judged.statement.parsed.kind === "error") return [];
    const added = addedValues(before);
    if (added.length === 0) return [];
    const table = judged.effects.find(({ on }) => on !== null)?.on?.known ?? null;
    const uses = literalUses(judged.statement.parsed.node, columnsOf(judged, table));
    const used = added.find(({ type, value }) =>
      uses.some((use) => use.text === value && isOf(type, use, { before, table })),
    );
    if (used === undefined) return [];
    const { type, value } = used;
    return [
      {
        effect: judged.effects[0] ?? null,
        message: `Uses '${value}' of ${shown(type.name)} in the transaction that adds it${tableWords(judged)}: the server refuses it (55P04).`,
        recipe: steps([
          [
            "this revision",
            autocommit([
              execute(
                `ALTER TYPE ${sqlName(type.name)} ADD VALUE IF NOT EXISTS '${value.replaceAll("'", "''")}'`,
              ),
            ]),
          ],
          ["the next revision", [operationOf(judged)]],
        ]),
      },
    ];
  },
});

/** The values that this transaction has added and that cannot be used yet. */
function addedValues({ state, postgres }: Before): readonly { type: TypeObject; value: string }[] {
  return [...state.types.values()]
    .filter(({ kind, born }) => kind === "enum" && (postgres < 17 || !state.isNew(born)))
    .flatMap((type) =>
      [...type.values].filter(([, born]) => state.isNew(born)).map(([value]) => ({ type, value })),
    );
}

/** Is the text a value of the enum, as far as anybody knows? */
function isOf(
  type: TypeObject,
  use: LiteralUse,
  { before, table }: { readonly before: Before; readonly table: Relation | null },
): boolean {
  const written = use.type ?? (use.column === null ? null : (table?.columns.get(use.column)?.type ?? null));
  return written === null || keyOf(before.state.resolveType(written)) === keyOf(type.name);
}

/** The columns that the values of an INSERT go into. */
function columnsOf(judged: JudgedStatement, table: Relation | null): readonly string[] {
  const written = effectsOfKind(judged, "dml")[0]?.columns ?? [];
  return written.length > 0 ? written : [...(table?.columns.keys() ?? [])];
}

function tableWords({ effects }: JudgedStatement): string {
  const on = effects.find((effect) => effect.on !== null)?.on;
  return on === undefined || on === null ? "" : `, on ${on.shown}`;
}
