import { expect, it } from "vitest";
import { checkLint } from "../../lint/check-lint.ts";
import { statements } from "../../lint/parser.test-data.ts";
import { nonAtomicRevision } from "./rule.ts";

/** What a revision sends, as a run records it: parts in a transaction and parts in an autocommit block. */
function said(...parts: readonly (readonly [sql: string, transaction: number | null, line: number])[]) {
  return checkLint(
    {
      setup: [],
      statements: parts.flatMap(([sql, transaction, line]) => statements([sql], { transaction, line })),
      postgres: 16,
      assumed: { lockTimeout: true, statementTimeout: true },
    },
    { rules: [nonAtomicRevision], isReported: () => true, isAskedFor: () => true },
  ).map(({ line, object, message, hint }) => `${line} ${object}: ${message}\n${hint}`);
}

const COLUMN = "ALTER TABLE orders ADD COLUMN tax numeric";
const INDEX = "CREATE INDEX CONCURRENTLY ix_orders_tax ON orders (tax)";

// squawk believes the statements before the block to be in one transaction with it.
it("says what the block commits, and divides the revision (squawk#1311)", () => {
  expect(said([COLUMN, 1, 12], [INDEX, null, 14])).toEqual([
    [
      "14 table:public.orders.column:tax: The autocommit block commits what is before it (line 12), which stays when the rest of the revision fails, while Alembic has not written it down: the next try fails there.",
      "Give the autocommit block a revision of its own, or write the rest so that it may run twice.",
      "    # this revision",
      '    op.add_column("orders", sa.Column("tax", sa.Numeric()))',
      "    # the next revision",
      "    with op.get_context().autocommit_block():",
      '        op.create_index("ix_orders_tax", "orders", ["tax"], postgresql_concurrently=True)',
    ].join("\n"),
  ]);
});

it("is silent where the block is alone, settings beside it or not", () => {
  expect(said([INDEX, null, 14])).toEqual([]);
  expect(said(["SET LOCAL search_path = app", 1, 12], [INDEX, null, 14])).toEqual([]);
});

it("is silent where what is committed early may run twice", () => {
  const guarded = "ALTER TABLE orders ADD COLUMN IF NOT EXISTS tax numeric";
  expect(said([guarded, 1, 12], [INDEX, null, 14])).toEqual([]);
  expect(said(["ALTER TABLE orders ALTER COLUMN tax SET DEFAULT 0", 1, 12], [INDEX, null, 14])).toEqual([]);
});

it("looks at the block itself where operations follow", () => {
  const [finding] = said([INDEX, null, 12], [COLUMN, 2, 14]);
  expect(finding).toContain("12 index:public.ix_orders_tax: What the autocommit block does stays");
  const guarded = INDEX.replace("CONCURRENTLY", "CONCURRENTLY IF NOT EXISTS");
  expect(said([guarded, null, 12], [COLUMN, 2, 14])).toEqual([]);
});
