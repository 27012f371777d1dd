import type { JudgedStatement } from "../../lint/lint-run.ts";
import { autocommit, steps } from "../../lint/recipe.ts";
import { operationOf } from "../../lint/recipe-operation.ts";
import { isOperation, onceOnly } from "../../lint/rerunnable.ts";
import type { JudgedRevision } from "../define-sql-rule.ts";
import { defineSqlRule } from "../define-sql-rule.ts";

/** A revision with an autocommit block and more. */
export const nonAtomicRevision = defineSqlRule({
  code: "MS277",
  name: "non-atomic-revision",
  severity: "warning",
  judges: "revision",
  docs: {
    what: "A revision has an autocommit block and other operations.",
    why: "The block commits everything before it. When a later operation fails, the revision is half done and Alembic has not written it down: the next try fails at what is there already.",
    fix: "Give the autocommit block a revision of its own, or write the rest so that it may run twice.",
  },
  examples: {
    bad: [
      {
        sql: "ALTER TABLE orders ADD COLUMN tax numeric",
        block: "CREATE INDEX CONCURRENTLY ix_orders_tax ON orders (tax)",
      },
    ],
    good: [
      { sql: "CREATE INDEX CONCURRENTLY ix_orders_tax ON orders (tax)", autocommit: true },
      {
        sql: "DROP INDEX CONCURRENTLY IF EXISTS ix_orders_tax; CREATE INDEX CONCURRENTLY ix_orders_tax ON orders (tax)",
        autocommit: true,
      },
      "ALTER TABLE orders ADD COLUMN tax numeric; CREATE INDEX ix_orders_tax ON orders (tax)",
      {
        sql: "ALTER TABLE orders ADD COLUMN IF NOT EXISTS tax numeric",
        block: "CREATE INDEX CONCURRENTLY ix_orders_tax ON orders (tax)",
      },
    ],
  },
  check: (revision) => {
    const operations = revision.statements.filter(isOperation);
    const outside = operations.find(({ inTransaction }) => !inTransaction);
    if (outside === undefined || operations.every(({ inTransaction }) => !inTransaction)) return [];
    const last = unitOf(revision, operations.at(-1));
    const stuck = operations.find((one) => unitOf(revision, one) !== last && onceOnly(one) !== null);
    if (stuck === undefined) return [];
    return [
      {
        at: outside,
        effect: onceOnly(stuck),
        message: `${wordsFor(stuck, outside)} when the rest of the revision fails, while Alembic has not written it down: the next try fails there.`,
        recipe: recipeFor(operations),
      },
    ];
  },
});

/** Which of the revision's transactions it is in. */
function unitOf({ transactions }: JudgedRevision, statement: JudgedStatement | undefined): number {
  return transactions.findIndex(
    ({ statements }) => statement !== undefined && statements.includes(statement),
  );
}

function wordsFor(stuck: JudgedStatement, outside: JudgedStatement): string {
  const { line } = stuck.statement;
  if (stuck === outside) return "What the autocommit block does stays";
  return line === null || line === outside.statement.line
    ? "The autocommit block commits what is before it, which stays"
    : `The autocommit block commits what is before it (line ${line}), which stays`;
}

/** The operations in their order, one revision for each change between block and transaction. */
function recipeFor(operations: readonly JudgedStatement[]): readonly string[] {
  const groups: { inTransaction: boolean; lines: string[] }[] = [];
  for (const operation of operations) {
    const { inTransaction } = operation;
    const group = groups.at(-1);
    if (group?.inTransaction === inTransaction) group.lines.push(operationOf(operation));
    else groups.push({ inTransaction, lines: [operationOf(operation)] });
  }
  return steps(
    groups.map(({ inTransaction, lines }, at) => [
      at === 0 ? "this revision" : "the next revision",
      inTransaction ? lines : autocommit(lines),
    ]),
  );
}
