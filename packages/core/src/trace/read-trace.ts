import { isAtLeast, LOCK_MODES, type LockMode } from "../lint/locks.ts";
import type { ConstraintKind, StatementTrace, TracedConstraint, TracedIndex } from "./statement-trace.ts";
import { appendTo } from "../append-to.ts";

type Rows<Row> = readonly Row[] | null;
/** Number, kind, file, number of columns that it ever had. */
type RelationRow = readonly [number, string, number, number];
/** Number, table, name, file, is it valid, is it unique, kind. */
type IndexRow = readonly [number, number, string, number, boolean, boolean, string];
/** Number, table, name, type, is it validated. */
type ConstraintRow = readonly [number, number, string, string, boolean];
/** A column that is NOT NULL: table, number, name. */
type ColumnRow = readonly [number, number, string];
/** Number of the table, and how often it has been read from end to end, by the server's count so far. */
type ScanRow = readonly [number, number];

/** What there was when a transaction began, as `trace_sql.state` reads it: all, or what is new since an earlier one. */
export interface RawState {
  /** Number, schema, name, kind, number of columns that it ever had. */
  readonly relations: Rows<readonly [number, number, string, string, number]>;
  readonly schemas: Readonly<Record<string, string>>;
  readonly notNull: Rows<ColumnRow>;
  readonly scans: Rows<ScanRow>;
  /** What has a higher number was made since. */
  readonly mark: number;
  readonly timeout: string;
}

/** What was read after a statement: `trace_sql.PREPARE_PROBE` and `changes`. */
export interface RawRead {
  /** Locks, with the count of scans; not there where the statement has committed by itself. */
  readonly held?: Rows<readonly [number, string, number]>;
  readonly relations: Rows<RelationRow>;
  readonly indexes: Rows<IndexRow>;
  readonly constraints: Rows<ConstraintRow>;
  readonly notNull: Rows<ColumnRow>;
  readonly timeout: string;
}

/** One statement, and what was read after it. */
export interface RawProbe {
  readonly read: RawRead;
  /** Locks that a second connection saw: number of the relation and mode. Null: nobody looked. */
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
  readonly #names: Map<number, string>;
  readonly #kinds: Map<number, string>;
  readonly #notNull: Map<number, ReadonlySet<number>>;
  readonly #columns: Map<number, number>;
  readonly #files = new Map<number, number>();
  readonly #scans: Map<number, number>;
  readonly #held = new Map<number, ReadonlySet<LockMode>>();
  readonly #seen = new Set<number>();
  readonly #known: ReadonlySet<string>;
  #timeoutMs: number;

  /** `former`: the transaction since whose begin `state` tells what is new; null: `state` is all there is. */
  constructor(state: RawState, former: TracedTransaction | null = null) {
    this.#mark = state.mark;
    this.#names = new Map(former === null ? [] : former.#names);
    this.#kinds = new Map(former === null ? [] : former.#kinds);
    this.#columns = new Map(former === null ? [] : former.#columns);
    this.#notNull = new Map(former === null ? [] : former.#notNull);
    for (const [id, schema, name, kind, columns] of state.relations ?? []) {
      this.#names.set(id, `${state.schemas[schema] ?? "?"}.${name}`);
      this.#kinds.set(id, kind);
      this.#columns.set(id, columns);
      this.#notNull.delete(id);
    }
    for (const [id, columns] of byTable(state.notNull))
      this.#notNull.set(id, new Set(columns.map(([at]) => at)));
    this.#scans = new Map(state.scans);
    this.#known = new Set(this.#names.values());
    this.#timeoutMs = milliseconds(state.timeout);
  }

  /** What the statement did after which this was read; statements in the order in which they ran. */
  read({ read, watched, durationMs, pausedMs }: RawProbe): StatementTrace {
    const lockTimeoutMs = this.#timeoutMs;
    this.#timeoutMs = milliseconds(read.timeout);
    const relations = (read.relations ?? []).filter((row) => this.#isRewritten(row));
    const rewritten = new Set(relations.map(([id]) => id));
    const held = read.held ?? [];
    const isAlone = watched !== null || read.held === undefined;
    // Whatever the statement before had locked or read, its own commit has ended it.
    if (isAlone) this.#held.clear();
    return {
      ...this.#locks(watched ?? held),
      scans: isAlone
        ? this.#indexed(read.indexes ?? [])
        : this.#scanned(held.map(([id, , count]) => [id, count] as const)),
      rewrites: [...rewritten].flatMap((id) => this.#name(id)),
      ...this.#indexes(read.indexes ?? [], rewritten),
      constraints: this.#constraints(read.constraints ?? []),
      notNull: this.#promoted(read),
      lockTimeoutMs,
      durationMs,
      pausedMs,
      watched: isAlone,
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

  /** Tables that must have been read, since an index of theirs is new: the server's counts are another transaction's by now. */
  #indexed(rows: readonly IndexRow[]): readonly string[] {
    const built = rows.filter(
      ([id, , , , , , kind]) => id > this.#mark && !this.#seen.has(id) && kind !== "I",
    );
    return [...new Set(built.flatMap(([, table]) => this.#name(table)))];
  }

  /** Did it get a file since it was last looked at? Files are numbered upwards, so the first look needs no former one. */
  #isRewritten([id, kind, file]: RelationRow): boolean {
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
  #promoted({ relations, notNull }: RawRead): readonly string[] {
    const flipped = [...byTable(notNull)].flatMap(([id, columns]) => {
      const before = this.#notNull.get(id) ?? new Set<number>();
      this.#notNull.set(id, new Set(columns.map(([at]) => at)));
      const last = this.#columns.get(id) ?? 0;
      const own = columns.filter(([at]) => !before.has(at) && at <= last);
      return this.#name(id).flatMap((table) => own.map(([, column]) => `${table}.${column}`));
    });
    for (const [id, , , columns] of relations ?? []) this.#columns.set(id, columns);
    return flipped;
  }
}

function byTable(rows: Rows<ColumnRow>): ReadonlyMap<number, readonly (readonly [number, string])[]> {
  const tables = new Map<number, (readonly [number, string])[]>();
  for (const [id, at, name] of rows ?? []) appendTo(tables, id, [at, name]);
  return tables;
}

function strongestOf(modes: readonly LockMode[]): LockMode | null {
  let best: LockMode | null = null;
  for (const mode of modes) if (best === null || isAtLeast(mode, best)) best = mode;
  return best;
}

/** `AccessExclusiveLock` as `pg_locks` has it. */
function modeOf(text: string): LockMode | null {
  return MODES.get(text) ?? null;
}

const MODES: ReadonlyMap<string, LockMode> = new Map(LOCK_MODES.map((mode) => [`${mode}Lock`, mode]));

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
