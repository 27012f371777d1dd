import { isAtLeast, LOCK_MODES, type LockMode } from "../lint/locks.ts";
import type { ConstraintKind, StatementTrace, TracedConstraint, TracedIndex } from "./statement-trace.ts";

type Rows<Row> = readonly Row[] | null;
/** Number, schema, name, kind, file, number of columns that it ever had. */
type RelationRow = readonly [number, string, string, string, number, number];
/** Number, table, name, file, is it valid, is it unique, kind. */
type IndexRow = readonly [number, number, string, number, boolean, boolean, string];
/** Number, table, name, type, is it validated. */
type ConstraintRow = readonly [number, number, string, string, boolean];
/** Number of the table; number and name of each column. */
type ColumnsRow = readonly [number, readonly (readonly [number, string])[]];
/** Number of the table, and how often it has been read from end to end, by the server's count so far. */
type ScanRow = readonly [number, number];

/** Everything there was when a transaction began, as `trace_sql.STATE` reads it. */
export interface RawState {
  readonly relations: Rows<RelationRow>;
  readonly notNull: Rows<ColumnsRow>;
  readonly scans: Rows<ScanRow>;
  /** What has a higher number was made since. */
  readonly mark: number;
  readonly timeout: string;
}

/** Locks held after a statement, with the count of scans: `trace_sql.LOCKS`. */
export interface RawLocks {
  readonly held: Rows<readonly [number, string, number]>;
  readonly timeout: string;
}

/** Tables after a statement: `trace_sql.TABLES` and `CHANGES`. */
export interface RawTables {
  readonly relations: Rows<RelationRow>;
  readonly indexes: Rows<IndexRow>;
  readonly constraints: Rows<ConstraintRow>;
  readonly notNull: Rows<ColumnsRow>;
  /** Only with `CHANGES`: the server may have begun to count anew. */
  readonly scans: Rows<ScanRow>;
}

/** What was read after one statement. */
export interface RawProbe {
  readonly locks: RawLocks | null;
  readonly tables: RawTables | null;
  /** Locks that a second connection saw: number of the relation and mode. */
  readonly watched: readonly (readonly [number, string])[] | null;
  readonly durationMs: number;
  readonly pausedMs: number;
}

const CONSTRAINT_KINDS: Readonly<Record<string, ConstraintKind>> = {
  c: "check",
  f: "foreign-key",
  p: "primary-key",
  u: "unique",
  x: "exclusion",
  n: "not-null",
  t: "trigger",
};

/** A transaction as tracing follows it: from what there was before, and what has been seen since, it tells what each statement did. */
export class TracedTransaction {
  readonly #mark: number;
  readonly #names = new Map<number, string>();
  readonly #kinds = new Map<number, string>();
  readonly #notNull = new Map<number, ReadonlySet<string>>();
  readonly #columns = new Map<number, number>();
  readonly #files = new Map<number, number>();
  readonly #scans: Map<number, number>;
  readonly #held = new Map<number, ReadonlySet<LockMode>>();
  readonly #seen = new Set<number>();
  readonly #known: ReadonlySet<string>;
  #timeoutMs: number;

  constructor(state: RawState) {
    this.#mark = state.mark;
    for (const [id, schema, name, kind, , columns] of state.relations ?? []) {
      this.#columns.set(id, columns);
      this.#names.set(id, `${schema}.${name}`);
      this.#kinds.set(id, kind);
    }
    for (const [id, columns] of state.notNull ?? [])
      this.#notNull.set(id, new Set(columns.map(([, name]) => name)));
    this.#scans = new Map(state.scans);
    this.#known = new Set(this.#names.values());
    this.#timeoutMs = milliseconds(state.timeout);
  }

  /** What the statement did after which this was read; statements in the order in which they ran. */
  read({ locks, tables, watched, durationMs, pausedMs }: RawProbe): StatementTrace {
    const lockTimeoutMs = this.#timeoutMs;
    if (locks !== null) this.#timeoutMs = milliseconds(locks.timeout);
    const relations = (tables?.relations ?? []).filter((row) => this.#isRewritten(row));
    const rewritten = new Set(relations.map(([id]) => id));
    return {
      ...this.#locks(watched ?? locks?.held ?? []),
      scans: this.#scanned([
        ...(locks?.held ?? []).map(([id, , count]) => [id, count] as const),
        ...(tables?.scans ?? []),
      ]),
      rewrites: [...rewritten].flatMap((id) => this.#name(id)),
      ...this.#indexes(tables?.indexes ?? [], rewritten),
      constraints: this.#constraints(tables?.constraints ?? []),
      notNull: this.#promoted(tables?.notNull ?? []),
      lockTimeoutMs,
      durationMs,
      pausedMs,
      watched: watched !== null,
      known: this.#known,
    };
  }

  #name(id: number): readonly string[] {
    const name = this.#names.get(id);
    return name === undefined ? [] : [name];
  }

  #locks(
    rows: readonly (readonly [number, string, ...unknown[]])[],
  ): Pick<StatementTrace, "locks" | "weaker"> {
    const now = new Map<number, Set<LockMode>>();
    for (const [id, text] of rows) {
      const mode = modeOf(text);
      if (mode !== null && this.#names.has(id)) now.set(id, (now.get(id) ?? new Set()).add(mode));
    }
    const locks: Record<string, LockMode> = {};
    const weaker: Record<string, LockMode> = {};
    for (const [id, modes] of now) {
      const before = this.#held.get(id) ?? new Set<LockMode>();
      const taken = strongestOf([...modes].filter((mode) => !before.has(mode)));
      const name = this.#names.get(id);
      if (taken === null || name === undefined || !isAtLeast(taken, "ShareUpdateExclusive")) continue;
      // Without what a rollback to a savepoint has given back.
      const had = strongestOf([...before].filter((mode) => modes.has(mode)));
      // A weaker mode beside a stronger one makes nobody wait who did not before.
      if (had !== null && isAtLeast(had, taken)) continue;
      locks[name] = taken;
      if (had !== null && isAtLeast(had, "RowShare")) weaker[name] = had;
    }
    for (const [id, modes] of now) this.#held.set(id, modes);
    for (const id of this.#held.keys()) if (!now.has(id)) this.#held.delete(id);
    return { locks, weaker };
  }

  #scanned(rows: readonly ScanRow[]): readonly string[] {
    const scanned = new Set<string>();
    for (const [id, count] of rows) {
      const kind = this.#kinds.get(id);
      const before = this.#scans.get(id) ?? 0;
      if (count === before || (kind !== "r" && kind !== "m")) continue;
      this.#scans.set(id, count);
      for (const name of this.#name(id)) scanned.add(name);
    }
    return [...scanned];
  }

  /** Did it get a file since it was last looked at? Files are numbered upwards, so the first look needs no former one. */
  #isRewritten([id, , , kind, file]: RelationRow): boolean {
    const before = this.#files.get(id);
    this.#files.set(id, file);
    if (kind === "v" || !this.#names.has(id)) return false;
    return before === undefined ? file > this.#mark : file !== before;
  }

  /** Of a table that got a new file, all are built anew: that goes without saying. */
  #indexes(
    rows: readonly IndexRow[],
    rewritten: ReadonlySet<number>,
  ): Pick<StatementTrace, "indexes" | "rebuilt" | "invalid"> {
    const indexes: TracedIndex[] = [];
    const rebuilt: Pick<TracedIndex, "name" | "table">[] = [];
    const invalid: Pick<TracedIndex, "name" | "table">[] = [];
    for (const [id, tableId, name, file, valid, unique, kind] of rows) {
      const [table] = this.#name(tableId);
      if (table === undefined) continue;
      const before = this.#files.get(id);
      this.#files.set(id, file);
      // On a partitioned table an index has no file, and is not valid before all partitions have one.
      const isValid = valid || kind === "I";
      if (!isValid) invalid.push({ name, table });
      if (id > this.#mark && !this.#seen.has(id)) indexes.push({ name, table, unique, valid: isValid });
      else if (
        id <= this.#mark &&
        (before === undefined ? file > this.#mark : file !== before) &&
        !rewritten.has(tableId)
      )
        rebuilt.push({ name, table });
      this.#seen.add(id);
    }
    return { indexes, rebuilt, invalid };
  }

  #constraints(rows: readonly ConstraintRow[]): readonly TracedConstraint[] {
    const made = rows.filter(([id]) => id > this.#mark && !this.#seen.has(id));
    for (const [id] of made) this.#seen.add(id);
    return made.flatMap(([, tableId, name, type, validated]) => {
      const kind = CONSTRAINT_KINDS[type];
      return kind === undefined ? [] : this.#name(tableId).map((table) => ({ name, table, kind, validated }));
    });
  }

  /** Columns of the table that were there before, and did not say NOT NULL. */
  #promoted(rows: readonly ColumnsRow[]): readonly string[] {
    return rows.flatMap(([id, columns]) => {
      const before = this.#notNull.get(id) ?? new Set<string>();
      this.#notNull.set(id, new Set(columns.map(([, name]) => name)));
      const flipped = columns.filter(([at, name]) => !before.has(name) && at <= (this.#columns.get(id) ?? 0));
      return this.#name(id).flatMap((table) => flipped.map(([, column]) => `${table}.${column}`));
    });
  }
}

function strongestOf(modes: readonly LockMode[]): LockMode | null {
  let best: LockMode | null = null;
  for (const mode of modes) if (best === null || isAtLeast(mode, best)) best = mode;
  return best;
}

/** `AccessExclusiveLock` as `pg_locks` has it. */
function modeOf(text: string): LockMode | null {
  return LOCK_MODES.find((mode) => `${mode}Lock` === text) ?? null;
}

const UNITS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A time as `current_setting` writes it: `0`, `3s`, `1min`. */
function milliseconds(text: string): number {
  const [, number = "0", unit = "ms"] = /^(\d+)\s*([a-z]*)$/u.exec(text) ?? [];
  return Number(number) * (UNITS[unit] ?? 1);
}
