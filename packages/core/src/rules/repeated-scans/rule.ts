import type { Effect, EffectKind } from "../../lint/effects/effect.ts";
import type { JudgedStatement, JudgedTransaction } from "../../lint/lint-run.ts";
import { blockedBy, lockName } from "../../lint/locks.ts";
import { nameOfKey, shownKey } from "../../lint/names.ts";
import { execute, sqlName, sqlWord } from "../../lint/recipe.ts";
import { showExpression } from "../../lint/show-expression.ts";
import { showType } from "../../lint/sql-type.ts";
import { defineSqlRule } from "../define-sql-rule.ts";
import { appendTo } from "../../append-to.ts";

/** Several ALTERs that each read or write the same table from end to end. */
export const repeatedScans = defineSqlRule({
  code: "MS275",
  name: "repeated-scans",
  severity: "warning",
  judges: "transaction",
  docs: {
    what: "Several statements of one transaction each read or write the same table from end to end.",
    why: "Each ALTER TABLE goes through the table by itself, all under the same lock; `op.alter_column` makes one for the type, one for NULL and one for the default. One ALTER with several clauses goes through it once.",
    fix: "Write them as one ALTER TABLE with commas.",
  },
  examples: {
    bad: [
      "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL; ALTER TABLE orders ALTER COLUMN ref SET NOT NULL",
      "ALTER TABLE orders ADD CONSTRAINT a_ck CHECK (total > 0); ALTER TABLE orders ADD CONSTRAINT b_ck CHECK (total < 10)",
      "ALTER TABLE orders ALTER COLUMN ref TYPE bigint; ALTER TABLE orders ALTER COLUMN ref SET NOT NULL",
    ],
    good: [
      "ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL, ALTER COLUMN ref SET NOT NULL",
      "ALTER TABLE orders ADD COLUMN a text; ALTER TABLE orders ADD COLUMN b text",
      "ALTER TABLE orders ALTER COLUMN ref SET NOT NULL; ALTER TABLE users ALTER COLUMN name SET NOT NULL",
      // Each index needs its own pass, however it is written.
      "CREATE INDEX ix_a ON orders (a); CREATE INDEX ix_b ON orders (b)",
    ],
  },
  check: (transaction) =>
    passesOf(transaction).flatMap(([table, passes]) =>
      passes.slice(1).map(({ at, effect }, place) => ({
        at,
        effect,
        message: `Goes through ${shownKey(table)} again, time ${place + 2} in this transaction${lockWords(effect, table)}.`,
        recipe: [execute(`ALTER TABLE ${sqlName(nameOfKey(table))} ${clausesOf(passes)}`)],
      })),
    ),
});

function lockWords({ locks }: Effect, table: string): string {
  const lock = locks.find(({ relation }) => relation === table);
  if (lock === undefined) return "";
  return `, under ${lockName(lock.mode)}: ${blockedBy(lock.mode) ?? "other changes of it"} wait for each`;
}

/** Clauses that share one pass through the table, if they stand in one ALTER. */
const SHARES: ReadonlySet<EffectKind> = new Set<EffectKind>([
  "add-column",
  "alter-type",
  "set-not-null",
  "add-constraint",
  "validate-constraint",
  "set-expression",
  "set-persistence",
  "set-tablespace",
  "set-access-method",
]);

interface Pass {
  readonly at: JudgedStatement;
  readonly effect: Effect;
}

/** By table: the statements that go through it, the first such effect of each. */
function passesOf({ statements }: JudgedTransaction): readonly (readonly [string, readonly Pass[]])[] {
  const passes = new Map<string, Pass[]>();
  for (const at of statements) {
    const tables = new Map<string, Effect>();
    for (const effect of at.effects.filter(sharesPass))
      for (const table of [...effect.rewrites, ...effect.scans])
        if (table === effect.on?.key && !tables.has(table)) tables.set(table, effect);
    for (const [table, effect] of tables) appendTo(passes, table, { at, effect });
  }
  return [...passes];
}

/** Keys and foreign keys have a pass of their own. */
function sharesPass(effect: Effect): boolean {
  if (effect.kind === "add-constraint") return isChecked(effect.constraint.type);
  if (effect.kind === "validate-constraint") return effect.known === null || isChecked(effect.known.type);
  return SHARES.has(effect.kind);
}

function isChecked(type: string): boolean {
  return type === "check" || type === "not-null";
}

function clausesOf(passes: readonly Pass[]): string {
  return passes.flatMap(({ at }) => at.effects.filter(sharesPass).map(clauseOf)).join(", ");
}

function clauseOf(effect: Effect): string {
  if (effect.kind === "set-not-null") return `ALTER COLUMN ${sqlWord(effect.column)} SET NOT NULL`;
  if (effect.kind === "validate-constraint") return `VALIDATE CONSTRAINT ${sqlWord(effect.constraint)}`;
  if (effect.kind === "alter-type") {
    const using = effect.using === null ? "" : ` USING ${showExpression(effect.using) ?? "…"}`;
    return `ALTER COLUMN ${sqlWord(effect.column)} TYPE ${showType(effect.to)}${using}`;
  }
  if (effect.kind === "add-constraint") {
    const { name, expression } = effect.constraint;
    const check = expression === null ? null : showExpression(expression);
    return `ADD CONSTRAINT ${sqlWord(name)} CHECK (${check ?? "…"})`;
  }
  return "…";
}
