import type { QualifiedName } from "../names.ts";
import type { SqlType } from "../sql-type.ts";
import type { Node } from "../tree.ts";

/** The transaction that made an object: 0 for what was there before; see `SchemaState.unit`. */
export type Born = number;

/** A column, as far as statements said what it is. */
export interface Column {
  readonly name: string;
  /** Null: unknown. */
  readonly type: SqlType | null;
  /** Null: unknown. */
  readonly notNull: boolean | null;
  /** Null: it has none; `unknown`: nobody saw. */
  readonly default: Node | "unknown" | null;
  readonly generated: "stored" | "virtual" | null;
  readonly identity: boolean;
  /** Declared as serial. */
  readonly serial: boolean;
  readonly born: Born;
}

/** Kinds of constraints, in the words of the manual. */
export type ConstraintType = "check" | "not-null" | "foreign-key" | "unique" | "primary-key" | "exclusion";

/** A constraint of a table. */
export interface Constraint {
  /** As given, or as Postgres names it by default. */
  readonly name: string;
  /** False where Postgres chose the name. */
  readonly named: boolean;
  readonly type: ConstraintType;
  readonly columns: readonly string[];
  /** False: NOT VALID, and no VALIDATE since. */
  readonly valid: boolean;
  /** False: NOT ENFORCED (18). */
  readonly enforced: boolean;
  /** Of a check. */
  readonly expression: Node | null;
  /** Of a foreign key. */
  readonly references: {
    readonly table: QualifiedName;
    /** Empty: its primary key. */
    readonly columns: readonly string[];
    /** As SQL says it, `SET NULL (a)`; null: NO ACTION, which goes without saying. */
    readonly onDelete: string | null;
    readonly onUpdate: string | null;
    readonly match: "FULL" | "PARTIAL" | null;
  } | null;
  /** INCLUDE of a key. */
  readonly include: readonly string[];
  /** False: UNIQUE NULLS NOT DISTINCT. */
  readonly nullsDistinct: boolean;
  /** When it is checked, as SQL says it after the constraint: ` DEFERRABLE INITIALLY DEFERRED`, or nothing. */
  readonly timing: string;
  /** What stands after the name in the statement, where `op` cannot say all of it; null: it can. */
  readonly written: string | null;
  /** USING INDEX: the index that it takes over. */
  readonly usingIndex: string | null;
  readonly born: Born;
}

/** Kinds of relations, in the words of the manual. */
export type RelationKind = "table" | "view" | "materialized-view" | "sequence" | "foreign-table" | "type";

/** A table or its like. Values never change: a change makes a new one. */
export interface Relation {
  readonly kind: RelationKind;
  readonly name: QualifiedName;
  readonly born: Born;
  readonly persistence: "permanent" | "unlogged" | "temporary";
  /** All columns and constraints are known; false for a table that was there before the first statement. */
  readonly complete: boolean;
  readonly partitioned: boolean;
  /** Columns of PARTITION BY; empty for expressions. */
  readonly partitionKeys: readonly string[];
  /** The partitioned table that it belongs to, as a key. */
  readonly partitionOf: string | null;
  /** It has a DEFAULT partition. */
  readonly defaultPartition: string | null;
  readonly columns: ReadonlyMap<string, Column>;
  /** By name. */
  readonly constraints: ReadonlyMap<string, Constraint>;
  readonly policies: ReadonlySet<string>;
  /** False: a materialized view WITH NO DATA, which nobody can read. */
  readonly populated: boolean;
}

/** A key of an index that says nothing but its column. */
export const PLAIN_KEY = "";

/** An index. */
export interface Index {
  readonly name: QualifiedName;
  /** Key of its table. */
  readonly table: string;
  /** Null in the place of an expression. */
  readonly columns: readonly (string | null)[];
  /** As SQL, by the place of the key; null: a column, or not to be shown. */
  readonly expressions: readonly (string | null)[];
  readonly include: readonly string[];
  readonly unique: boolean;
  /** False: NULLS NOT DISTINCT. */
  readonly nullsDistinct: boolean;
  readonly method: string;
  /** Operator class, collation and order of each key, as text to compare: `PLAIN_KEY` where nothing is said. */
  readonly opclasses: readonly string[];
  readonly predicate: Node | null;
  /** What stands after the table's name in the statement, where `op.create_index` cannot say all of it; null: it can. */
  readonly written: string | null;
  /** It belongs to a constraint of the table. */
  readonly constraint: boolean;
  readonly born: Born;
}

/** A type that is no relation. */
export interface TypeObject {
  readonly name: QualifiedName;
  readonly kind: "enum" | "domain" | "composite" | "range" | "other";
  /** Of an enum, in order; the transaction that added each, 0 for those that the type was made with. */
  readonly values: ReadonlyMap<string, Born>;
  /** Of a domain. */
  readonly base: SqlType | null;
  /** A domain with a check or NOT NULL. */
  readonly constrained: boolean;
  /** The checks of a domain that are known, on VALUE. */
  readonly checks: readonly Node[];
  readonly born: Born;
}

/** A function or a procedure, by name alone. */
export interface FunctionObject {
  readonly name: QualifiedName;
  readonly volatility: "volatile" | "stable" | "immutable";
  readonly born: Born;
}
