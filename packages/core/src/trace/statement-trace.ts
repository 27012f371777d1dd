import type { LockMode } from "../lint/locks.ts";

/** An index that a statement made on a table that existed before. */
export interface TracedIndex {
  /** Of the index alone. */
  readonly name: string;
  /** `public.orders`. */
  readonly table: string;
  readonly unique: boolean;
  /** False: it exists, and no query may use it. */
  readonly valid: boolean;
}

/** What a constraint demands: `pg_constraint.contype` in words. */
export type ConstraintKind =
  | "check"
  | "foreign-key"
  | "primary-key"
  | "unique"
  | "exclusion"
  | "not-null"
  | "trigger";

/** A constraint that a statement made on a table that existed before. */
export interface TracedConstraint {
  readonly name: string;
  readonly table: string;
  readonly kind: ConstraintKind;
  /** True: every row was checked. */
  readonly validated: boolean;
}

/**
 * What a real server did for one statement. Only relations count that existed before the transaction: nobody can wait
 * for one that is new. They are named as they were then, `public.orders`; tables, views and materialized views.
 */
export interface StatementTrace {
  /** Modes newly taken, the strongest of each relation, from SHARE UPDATE EXCLUSIVE up. */
  readonly locks: Readonly<Record<string, LockMode>>;
  /** What the transaction held of the same relations before, where that was weaker, from ROW SHARE up. */
  readonly weaker: Readonly<Record<string, LockMode>>;
  /** Relations that got a new file: rewritten, or truncated. */
  readonly rewrites: readonly string[];
  /** Indexes that existed and were built anew, of tables that kept their file. */
  readonly rebuilt: readonly Pick<TracedIndex, "name" | "table">[];
  /** Tables that were read from end to end. */
  readonly scans: readonly string[];
  readonly indexes: readonly TracedIndex[];
  /** Indexes that no query may use, after the statement: of what it locked; of all tables where it committed by itself. */
  readonly invalid: readonly Pick<TracedIndex, "name" | "table">[];
  readonly constraints: readonly TracedConstraint[];
  /** Columns that were nullable and are not any more: `public.orders.note`. */
  readonly notNull: readonly string[];
  /** Milliseconds of the `lock_timeout` that was in force; 0: none. */
  readonly lockTimeoutMs: number;
  /** Milliseconds that the statement took. */
  readonly durationMs: number;
  /** Milliseconds that Python took between the end of the statement before and this one, in the same transaction. */
  readonly pausedMs: number;
  /**
   * It committed by itself: locks are those that a second connection happened to see, and only index builds count as
   * full reads. All else is as certain as anywhere.
   */
  readonly watched: boolean;
  /** All relations that existed before the transaction: what is not among them was made in it. */
  readonly known: ReadonlySet<string>;
}
