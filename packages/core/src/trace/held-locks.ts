import type { JudgedStatement, JudgedTransaction } from "../lint/lint-run.ts";
import { isAtLeast, type LockMode } from "../lint/locks.ts";
import type { StatementTrace } from "./statement-trace.ts";

/** A lock on a relation that existed before, and the statement that took it. */
export interface HeldLock {
  readonly relation: string;
  readonly mode: LockMode;
  readonly by: JudgedStatement;
}

/** A statement of which something was measured, and what its transaction held before it. */
export interface TracedStatement {
  readonly at: JudgedStatement;
  readonly trace: StatementTrace;
  readonly held: readonly HeldLock[];
}

/** The traced statements of a transaction, each with the locks that it found held; the strongest of each relation. */
export function tracedStatements({ statements }: JudgedTransaction): readonly TracedStatement[] {
  const held = new Map<string, HeldLock>();
  return statements.flatMap((at) => {
    const { trace } = at.statement;
    if (trace === null) return [];
    const before = [...held.values()];
    for (const lock of certainLocksOf(at)) {
      const known = held.get(lock.relation);
      if (known === undefined || !isAtLeast(known.mode, lock.mode)) held.set(lock.relation, lock);
    }
    return [{ at, trace, held: before }];
  });
}

/** The locks that a statement was seen to take. */
export function locksOf(at: JudgedStatement): readonly HeldLock[] {
  return Object.entries(at.statement.trace?.locks ?? {}).map(([relation, mode]) => ({
    relation,
    mode,
    by: at,
  }));
}

/**
 * The locks of a statement that are certain: of one that commits by itself, a second connection sees some on some runs,
 * and no exit code may depend on that.
 */
export function certainLocksOf(at: JudgedStatement): readonly HeldLock[] {
  return at.statement.trace?.watched === true ? [] : locksOf(at);
}

/** The line of the operation that took a lock, for messages: `, line 12`. */
export function placeOf({ by }: HeldLock): string {
  return by.statement.line === null ? "" : `, line ${by.statement.line}`;
}
