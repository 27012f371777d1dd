import type { Effect } from "../lint/effects/effect.ts";
import type { JudgedStatement } from "../lint/lint-run.ts";
import { isBulk } from "../lint/work.ts";
import type { TracedIndex } from "./statement-trace.ts";

/**
 * The tables that a statement was seen to read from end to end, without those where only the planner chose to: on next
 * to no rows it does so for a single key too. Reads inside of functions and blocks stay.
 */
export function certainScansOf({ statement, effects }: JudgedStatement): readonly string[] {
  return (statement.trace?.scans ?? []).filter(
    (table) =>
      effects.some((effect) => readsAll(effect, table)) ||
      !effects.some((effect) => effect.kind === "dml" || isSelected(effect, table)),
  );
}

/** Does the text itself say that all of the table is read? */
function readsAll(effect: Effect, table: string): boolean {
  if (!effect.scans.includes(table)) return false;
  if (effect.kind === "dml") return isBulk(effect);
  return effect.kind !== "query" || !isSelected(effect, table);
}

/** Is it read by a query that may need some of its rows alone? */
function isSelected(effect: Effect, table: string): boolean {
  if (effect.kind !== "query" || !effect.scans.includes(table)) return false;
  const { SelectStmt: select } = effect.node;
  const [only, ...more] = select?.fromClause ?? [];
  const isWhole = only?.RangeVar !== undefined && more.length === 0;
  return !isWhole || select?.whereClause !== undefined || select?.limitCount !== undefined;
}

/** Does no text show what it does: a block, or functions and triggers of a query? */
export function isHidden({ effects }: Pick<JudgedStatement, "effects">): boolean {
  return effects.length > 0 && effects.every(({ kind }) => HIDING.has(kind));
}

const HIDING: ReadonlySet<string> = new Set(["opaque", "query", "dml"]);

/**
 * The indexes that a statement built under a lock. On ONLY a partitioned table nothing is read, and nothing is built. Inside
 * of functions and blocks nothing is built concurrently; of other statements that commit by themselves, the text tells.
 */
export function builtIndexes(at: JudgedStatement): readonly TracedIndex[] {
  const { trace } = at.statement;
  if (trace === null || (trace.watched && !isHidden(at))) return [];
  return trace.indexes.filter(({ table }) => trace.scans.includes(table));
}
