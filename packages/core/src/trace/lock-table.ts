import { isAtLeast, type LockMode } from "../lint/locks.ts";
import type { StatementTrace } from "./statement-trace.ts";
import { appendTo } from "../append-to.ts";

/** What waits while a lock is held: ordinary queries, or only other changes of the table and its upkeep. */
export type LockBlocks = "reads and writes" | "writes" | "other changes";

/** The strongest lock that one revision took on one table that existed before. Part of the public report. */
export interface LockRow {
  readonly revision: string;
  /** `public.orders`. */
  readonly table: string;
  /** Null: not measured. The statement committed by itself, and no lock on this table was seen while it ran. */
  readonly lock: LockMode | null;
  /** Null with `lock`. */
  readonly blocks: LockBlocks | null;
  /** What was done to the table in the whole revision, if it takes longer the more rows there are. */
  readonly work: "rewritten" | "indexed" | "read" | null;
  /** Of the operation that took the lock; shown as findings show it. */
  readonly file: string | null;
  readonly line: number | null;
  /** Milliseconds from that statement to the end of its transaction, or of the revision, on the isolated database. */
  readonly heldMs: number;
}

/** What the table is made from; statements in the order in which they ran. */
export interface LockSource {
  readonly revision: string | null;
  readonly direction: "upgrade" | "downgrade" | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly transaction: number | null;
  readonly durationMs: number;
  readonly trace: StatementTrace | null;
}

/** A row per revision and table, in the order of the revisions, the strongest locks of each first. */
export function lockTable(statements: readonly LockSource[]): readonly LockRow[] {
  return [...byRevision(statements)].flatMap(([revision, own]) => rowsOf(revision, own));
}

function byRevision(statements: readonly LockSource[]): ReadonlyMap<string, readonly LockSource[]> {
  const groups = new Map<string, LockSource[]>();
  for (const statement of statements) {
    if (statement.revision !== null && statement.direction !== "downgrade")
      appendTo(groups, statement.revision, statement);
  }
  return groups;
}

function rowsOf(revision: string, statements: readonly LockSource[]): readonly LockRow[] {
  const rows = new Map<string, LockRow>();
  for (const [at, statement] of statements.entries()) {
    for (const [table, lock] of locksOn(statement.trace)) {
      const known = rows.get(table);
      if (known !== undefined && isStronger(known.lock, lock)) continue;
      const { file, line } = statement;
      const heldMs = heldFor(statements.slice(at));
      rows.set(table, {
        revision,
        table,
        lock,
        blocks: blocksOf(lock),
        work: workOn(table, statements),
        file,
        line,
        heldMs,
      });
    }
  }
  return [...rows.values()].toSorted((a, b) => (a.lock === b.lock ? 0 : isStronger(a.lock, b.lock) ? -1 : 1));
}

/** Locks that were seen, and the tables that a statement changed which committed before it could be asked for its locks. */
function locksOn(trace: StatementTrace | null): readonly (readonly [table: string, lock: LockMode | null])[] {
  if (trace === null) return [];
  const { locks, watched, rewrites, indexes, rebuilt, constraints } = trace;
  const changed = watched
    ? [...rewrites, ...[...indexes, ...rebuilt, ...constraints].map(({ table }) => table)]
    : [];
  const unseen = [...new Set(changed)].filter((table) => locks[table] === undefined);
  return [...Object.entries(locks), ...unseen.map((table) => [table, null] as const)];
}

function isStronger(a: LockMode | null, b: LockMode | null): boolean {
  return b === null || (a !== null && isAtLeast(a, b));
}

function blocksOf(lock: LockMode | null): LockBlocks | null {
  if (lock === null) return null;
  if (lock === "AccessExclusive") return "reads and writes";
  return isAtLeast(lock, "Share") ? "writes" : "other changes";
}

function workOn(table: string, statements: readonly LockSource[]): LockRow["work"] {
  const traces = statements.flatMap(({ trace }) => (trace === null ? [] : [trace]));
  if (traces.some(({ rewrites }) => rewrites.includes(table))) return "rewritten";
  if (traces.some(({ indexes }) => indexes.some((index) => index.table === table))) return "indexed";
  return traces.some(({ scans }) => scans.includes(table)) ? "read" : null;
}

/** From the first of the statements to the last of its transaction. */
function heldFor([first, ...later]: readonly LockSource[]): number {
  if (first === undefined) return 0;
  const same =
    first.transaction === null ? [] : later.filter(({ transaction }) => transaction === first.transaction);
  const rest = same.reduce((sum, { durationMs, trace }) => sum + durationMs + (trace?.pausedMs ?? 0), 0);
  return Math.round((first.durationMs + rest) * 10) / 10;
}
