import type { Lock, LockMode } from "../locks.ts";
import type { QualifiedName } from "../names.ts";
import type { BoundText } from "../partition-bound.ts";
import type { Column, Constraint, Index, Relation, RelationKind, TypeObject } from "../schema/objects.ts";
import type { SqlType } from "../sql-type.ts";
import type { ConstraintNode, Node } from "../tree.ts";

/** A relation that an effect is about. */
export interface RelationRef {
  readonly name: QualifiedName;
  /** `public.orders`. */
  readonly key: string;
  /** `orders`, `archive.orders`. */
  readonly shown: string;
  /** Made earlier in this transaction, or temporary: nobody else can wait for it. */
  readonly isNew: boolean;
  /** What is known of it before the statement; null: nothing. */
  readonly known: Relation | null;
}

/** What an effect costs others. Only relations that existed before the transaction count. */
export interface Cost {
  readonly locks: readonly Lock[];
  /** Relations that get a new file, with all their indexes. */
  readonly rewrites: readonly string[];
  /** Relations that are read from end to end: validation, index builds, updates without an index. */
  readonly scans: readonly string[];
}

/** How many rows the WHERE of an UPDATE or DELETE can hit. */
export type Reach =
  /** No WHERE, or one that is always true. */
  | "all"
  /** Key columns equal to given values. */
  | "key"
  /** A range of a key, a list of keys, a LIMIT: a batch. */
  | "batch"
  /** Anything else: nobody knows how many. */
  | "some";

/** How an object may be written over. */
interface Guard {
  /** IF EXISTS, IF NOT EXISTS, OR REPLACE. */
  readonly guarded: boolean;
}

/** Effects on one relation: `on` is it. */
export interface RelationEffects {
  "create-table": Guard & {
    /** As it is after the statement. */
    readonly table: Relation;
    /** `definition`, LIKE another, AS a query, PARTITION OF another. */
    readonly how: "definition" | "like" | "query" | "partition";
    /** LIKE … INCLUDING INDEXES or ALL: primary keys come along. */
    readonly likeIndexes: boolean;
    /** PARTITION OF and INHERITS, and LIKE: the other tables. */
    readonly parents: readonly RelationRef[];
    /** PARTITION OF. */
    readonly bound: BoundText | null;
    /** AS a query: rows are copied from an existing table. */
    readonly copiesRows: boolean;
    /** Names of the columns that the statement itself defines, not those of parents. */
    readonly written: readonly string[];
    /** The schema was written. */
    readonly qualified: boolean;
  };
  "create-view": Guard & { readonly view: Relation; readonly withData: boolean };
  "create-sequence": Guard & { readonly sequence: Relation };
  "drop-relation": Guard & { readonly what: RelationKind; readonly cascade: boolean };
  "add-column": Guard & {
    readonly column: Column;
    /** A default that is computed anew for each row: the function that makes it so. */
    readonly volatile: string | null;
    /** Its type is a domain with a check or NOT NULL. */
    readonly constrainedDomain: boolean;
  };
  "drop-column": Guard & {
    readonly column: string;
    readonly known: Column | null;
    readonly cascade: boolean;
  };
  "alter-type": {
    readonly column: string;
    readonly from: SqlType | null;
    readonly to: SqlType;
    readonly using: Node | null;
    /** Values of the old type may not fit; null: the old type is unknown. */
    readonly narrows: boolean | null;
    /** Parts of values go without an error: digits, time of day, the end of a text. */
    readonly loses: boolean;
  };
  "set-not-null": {
    readonly column: string;
    readonly known: Column | null;
    /** A valid constraint already says that there is no NULL: no scan. */
    readonly proved: boolean;
  };
  "drop-not-null": { readonly column: string; readonly known: Column | null };
  "set-default": { readonly column: string; readonly known: Column | null; readonly value: Node };
  "drop-default": { readonly column: string; readonly known: Column | null };
  "add-identity": { readonly column: string };
  "drop-identity": { readonly column: string };
  "set-expression": { readonly column: string; readonly known: Column | null };
  "drop-expression": { readonly column: string };
  "add-constraint": {
    readonly constraint: Constraint;
    /** Part of a column's definition: the column that this statement adds. */
    readonly inline: Column | null;
    /** Of a foreign key. */
    readonly parent: RelationRef | null;
    /** USING INDEX: what is known of that index. */
    readonly index: Index | null;
  };
  "validate-constraint": { readonly constraint: string; readonly known: Constraint | null };
  "alter-constraint": {
    readonly constraint: string;
    readonly known: Constraint | null;
    /** ENFORCED, NOT ENFORCED; null: not said. */
    readonly enforced: boolean | null;
  };
  "drop-constraint": Guard & {
    readonly constraint: string;
    readonly known: Constraint | null;
    readonly cascade: boolean;
  };
  "rename-relation": { readonly what: RelationKind; readonly to: QualifiedName };
  "rename-column": { readonly column: string; readonly to: string };
  "rename-constraint": { readonly constraint: string; readonly to: string };
  "move-relation": { readonly what: RelationKind; readonly to: QualifiedName };
  "create-index": Guard & {
    readonly index: Index;
    /** No name given: Postgres chooses one. */
    readonly named: boolean;
    readonly concurrently: boolean;
    /** ON ONLY: partitions are left alone. */
    readonly only: boolean;
  };
  "attach-partition": {
    readonly partition: RelationRef;
    readonly bound: BoundText;
    /** A valid check of the partition says what the bound says. */
    readonly proved: boolean;
  };
  "detach-partition": { readonly partition: RelationRef; readonly concurrently: boolean };
  inherit: { readonly parent: RelationRef };
  disinherit: { readonly parent: RelationRef };
  /** SET (…), SET STATISTICS and their kin. */
  "set-storage": { readonly what: "parameters" | "statistics" | "storage" | "cluster-on" };
  "set-persistence": { readonly to: "logged" | "unlogged" };
  "set-tablespace": { readonly tablespace: string };
  "set-access-method": { readonly method: string };
  "set-owner": { readonly owner: string };
  "replica-identity": { readonly to: string };
  "row-security": { readonly to: "enable" | "disable" | "force" | "no-force" };
  "create-policy": { readonly policy: string };
  "create-rule": { readonly rule: string };
  "create-trigger": { readonly trigger: string };
  "set-trigger": {
    /** Null: ALL or USER. */
    readonly trigger: string | null;
    readonly to: "enable" | "disable" | "always" | "replica";
  };
  "rename-trigger": { readonly trigger: string };
  "alter-sequence": object;
  "refresh-view": { readonly concurrently: boolean; readonly withData: boolean };
  "lock-table": { readonly mode: LockMode };
  truncate: { readonly cascade: boolean };
  vacuum: { readonly full: boolean; readonly analyze: boolean };
  analyze: object;
  cluster: object;
  dml: {
    readonly verb: "insert" | "update" | "delete" | "merge" | "copy";
    /** Of what INSERT copies: how many rows the query can give. */
    readonly reach: Reach;
    /** Columns that get values, as often as written. */
    readonly columns: readonly string[];
    /** Columns that one list gives two values. */
    readonly repeated: readonly string[];
    /** INSERT: `values`, or `query`: rows of a FROM. */
    readonly source: "values" | "query" | null;
    /** INSERT … ON CONFLICT, or WHERE NOT EXISTS: a second run adds nothing. */
    readonly addsOnce: boolean;
    readonly where: Node | null;
    readonly node: Node;
  };
  comment: object;
  grant: object;
  /** Locks of statements that have no effect of their own here. */
  "other-relation": { readonly what: string };
}

/** Effects on no single relation. */
export interface OtherEffects {
  "drop-index": Guard & {
    readonly name: QualifiedName;
    readonly index: Index | null;
    /** The index or its table is new. */
    readonly isNew: boolean;
    readonly concurrently: boolean;
    readonly cascade: boolean;
  };
  "rename-index": { readonly name: QualifiedName; readonly to: string };
  reindex: {
    readonly what: "index" | "table" | "schema" | "database" | "system";
    readonly name: string;
    /** The table, where it is known. */
    readonly table: RelationRef | null;
    readonly isNew: boolean;
    readonly concurrently: boolean;
  };
  "create-type": { readonly type: TypeObject };
  "add-enum-value": Guard & {
    readonly type: TypeObject | null;
    readonly name: QualifiedName;
    readonly value: string;
    /** BEFORE or AFTER another. */
    readonly placed: boolean;
    readonly isNew: boolean;
  };
  "rename-enum-value": {
    readonly name: QualifiedName;
    readonly from: string;
    readonly to: string;
    readonly isNew: boolean;
  };
  "create-domain": { readonly type: TypeObject };
  "alter-domain": {
    readonly name: QualifiedName;
    readonly how: "add-constraint" | "set-not-null" | "validate" | "other";
    readonly constraint: ConstraintNode | null;
    readonly isNew: boolean;
    /** Tables with a column of it. */
    readonly tables: readonly string[];
  };
  "create-function": Guard & {
    readonly name: QualifiedName;
    readonly language: string | null;
    readonly volatility: "volatile" | "stable" | "immutable";
    readonly securityDefiner: boolean;
    readonly setsSearchPath: boolean;
  };
  "alter-function": { readonly name: QualifiedName; readonly setsSearchPath: boolean };
  /** Types, functions, triggers, extensions and all else that is no relation, index or schema. */
  "drop-object": Guard & {
    /** `type`, `function`, `trigger`, `policy`, `extension`, …: the last words of Postgres's `OBJECT_…`. */
    readonly what: string;
    readonly name: QualifiedName;
    /** Of a trigger, rule or policy. */
    readonly table: RelationRef | null;
    readonly isNew: boolean;
    readonly cascade: boolean;
  };
  "rename-object": {
    readonly what: string;
    readonly name: QualifiedName;
    readonly to: string;
    readonly isNew: boolean;
  };
  "move-object": {
    readonly what: string;
    readonly name: QualifiedName;
    readonly to: string;
    readonly isNew: boolean;
  };
  "create-schema": Guard & { readonly schema: string };
  "drop-schema": Guard & { readonly schema: string; readonly cascade: boolean; readonly isNew: boolean };
  "rename-schema": { readonly schema: string; readonly to: string; readonly isNew: boolean };
  "create-extension": Guard & { readonly extension: string };
  publication: { readonly name: string; readonly tables: readonly RelationRef[] };
  "create-subscription": { readonly name: string; readonly createsSlot: boolean };
  "create-statistics": { readonly tables: readonly RelationRef[] };
  /** CREATE and DROP DATABASE and TABLESPACE, ALTER SYSTEM. */
  "server-wide": {
    readonly what:
      | "create-database"
      | "drop-database"
      | "create-tablespace"
      | "drop-tablespace"
      | "alter-system";
    readonly name: string;
  };
  role: { readonly what: string };
  "copy-program": object;
  /** VACUUM, ANALYZE or CLUSTER without a table. */
  "maintain-database": { readonly what: "vacuum" | "vacuum-full" | "analyze" | "cluster" };
  /** SELECT, CALL: the functions that are called. */
  query: { readonly functions: readonly string[]; readonly node: Node };
  /** DO, EXECUTE, CALL: nobody sees inside. */
  opaque: { readonly what: "do" | "execute" | "call" };
  set: {
    readonly name: string;
    /** Null: DEFAULT. */
    readonly values: readonly string[] | null;
    readonly local: boolean;
    /** RESET; `name` is `all` for RESET ALL. */
    readonly reset: boolean;
  };
  "transaction-control": {
    readonly verb: "begin" | "commit" | "rollback" | "savepoint" | "release" | "rollback-to" | "other";
    readonly savepoint: string | null;
  };
  /** A statement that lint has nothing to say of. */
  other: { readonly node: string };
}

/** What a statement may do, in the words of Postgres. */
export type EffectKind = keyof RelationEffects | keyof OtherEffects;

/** One thing that a statement does. `Effect<"create-index">` is one kind of it. */
export type Effect<Kind extends EffectKind = EffectKind> = {
  [K in Kind]: { readonly kind: K } & Cost &
    (K extends keyof RelationEffects
      ? { readonly on: RelationRef } & RelationEffects[K]
      : K extends keyof OtherEffects
        ? { readonly on: null } & OtherEffects[K]
        : never);
}[Kind];
