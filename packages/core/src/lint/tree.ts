// The part of a parse tree of PostgreSQL 18 (libpg_query's JSON) that lint reads. What is false, 0 or
// empty is absent from the JSON, so every key is optional.

import type { StatementNodes } from "./statement-nodes.ts";

/** A node in a place that may hold any kind: an object with the kind as its only key. */
export type Node = { readonly [Kind in keyof NodeKinds]?: NodeKinds[Kind] };

/** A name as the parser gives it: folded to lower case unless quoted, cut to 63 bytes. */
export interface RangeVar {
  readonly catalogname?: string;
  readonly schemaname?: string;
  readonly relname: string;
  readonly alias?: { readonly aliasname?: string };
  /** Absent: `ONLY`. */
  readonly inh?: boolean;
  /** `p` permanent, `u` unlogged, `t` temporary. */
  readonly relpersistence?: string;
}

/** `numeric(10, 2)`, `text[]`. */
export interface TypeName {
  readonly names?: readonly Node[];
  readonly typmods?: readonly Node[];
  readonly arrayBounds?: readonly Node[];
  readonly setof?: boolean;
}

/** A literal. */
export interface Constant {
  readonly ival?: { readonly ival?: number };
  readonly fval?: { readonly fval?: string };
  readonly sval?: { readonly sval?: string };
  readonly boolval?: { readonly boolval?: boolean };
  readonly bsval?: { readonly bsval?: string };
  readonly isnull?: boolean;
}

/** A constraint of a table, a column or a domain. */
export interface ConstraintNode {
  readonly contype: string;
  readonly conname?: string;
  readonly raw_expr?: Node;
  readonly keys?: readonly Node[];
  readonly including?: readonly Node[];
  readonly deferrable?: boolean;
  readonly initdeferred?: boolean;
  readonly nulls_not_distinct?: boolean;
  readonly exclusions?: readonly Node[];
  readonly pktable?: RangeVar;
  readonly fk_attrs?: readonly Node[];
  readonly pk_attrs?: readonly Node[];
  /** `c`: cascade. */
  readonly fk_del_action?: string;
  readonly fk_del_set_cols?: readonly Node[];
  readonly fk_upd_action?: string;
  /** `s` simple, `f` full, `p` partial. */
  readonly fk_matchtype?: string;
  readonly is_no_inherit?: boolean;
  readonly indexname?: string;
  readonly skip_validation?: boolean;
  readonly is_enforced?: boolean;
  readonly generated_when?: string;
  /** `s` stored, `v` virtual. */
  readonly generated_kind?: string;
}

/** A column of CREATE TABLE or ADD COLUMN. */
export interface ColumnDef {
  readonly colname?: string;
  readonly typeName?: TypeName;
  readonly constraints?: readonly Node[];
  readonly raw_default?: Node;
  readonly collClause?: { readonly collname?: readonly Node[] };
}

/** One clause of ALTER TABLE. */
export interface AlterTableCmd {
  readonly subtype: string;
  readonly name?: string;
  readonly def?: Node;
  readonly newowner?: RoleSpec;
  readonly behavior?: string;
  readonly missing_ok?: boolean;
}

/** A role. */
export interface RoleSpec {
  readonly rolename?: string;
}

/** A key of an index. */
export interface IndexElem {
  readonly name?: string;
  readonly expr?: Node;
  readonly opclass?: readonly Node[];
  readonly collation?: readonly Node[];
  readonly ordering?: string;
  readonly nulls_ordering?: string;
}

/** A call of a function. */
export interface FuncCall {
  readonly funcname?: readonly Node[];
  readonly args?: readonly Node[];
}

/** SELECT, VALUES or a set operation. */
export interface SelectStmt {
  readonly targetList?: readonly Node[];
  readonly fromClause?: readonly Node[];
  readonly whereClause?: Node;
  readonly valuesLists?: readonly Node[];
  readonly limitCount?: Node;
  readonly intoClause?: IntoClause;
  readonly lockingClause?: readonly Node[];
  readonly withClause?: { readonly ctes?: readonly Node[] };
  readonly larg?: SelectStmt;
  readonly rarg?: SelectStmt;
}

/** Where the rows of a query go. */
export interface IntoClause {
  readonly rel?: RangeVar;
  readonly skipData?: boolean;
}

/** SET, RESET and their kin. */
export interface VariableSetStmt {
  readonly kind: string;
  readonly name?: string;
  readonly args?: readonly Node[];
  readonly is_local?: boolean;
}

/** The kinds of nodes that lint reads, with the fields that it reads. Statements are in `StatementNodes`. */
export interface NodeKinds extends StatementNodes {
  readonly String: { readonly sval?: string };
  readonly Integer: { readonly ival?: number };
  readonly Float: { readonly fval?: string };
  readonly Boolean: { readonly boolval?: boolean };
  readonly List: { readonly items?: readonly Node[] };
  readonly RangeVar: RangeVar;
  readonly TypeName: TypeName;
  readonly A_Const: Constant;
  readonly A_Star: object;
  readonly ColumnRef: { readonly fields?: readonly Node[] };
  readonly FuncCall: FuncCall;
  readonly TypeCast: { readonly arg?: Node; readonly typeName?: TypeName };
  readonly CollateClause: { readonly arg?: Node };
  readonly SQLValueFunction: { readonly op?: string };
  readonly A_ArrayExpr: { readonly elements?: readonly Node[] };
  readonly A_Expr: {
    readonly kind?: string;
    readonly name?: readonly Node[];
    readonly lexpr?: Node;
    readonly rexpr?: Node;
  };
  readonly BoolExpr: { readonly boolop?: string; readonly args?: readonly Node[] };
  readonly NullTest: { readonly arg?: Node; readonly nulltesttype?: string };
  readonly BooleanTest: { readonly arg?: Node; readonly booltesttype?: string };
  readonly SubLink: { readonly subLinkType?: string; readonly testexpr?: Node; readonly subselect?: Node };
  readonly ResTarget: {
    readonly name?: string;
    readonly indirection?: readonly Node[];
    readonly val?: Node;
  };
  readonly DefElem: { readonly defname?: string; readonly arg?: Node };
  readonly RangeFunction: object;
  readonly RangeSubselect: { readonly subquery?: Node };
  readonly SetToDefault: object;
  readonly JoinExpr: { readonly larg?: Node; readonly rarg?: Node };
  readonly CommonTableExpr: { readonly ctename?: string; readonly ctequery?: Node };
  readonly LockingClause: { readonly strength?: string };
  readonly ColumnDef: ColumnDef;
  readonly Constraint: ConstraintNode;
  readonly TableLikeClause: { readonly relation?: RangeVar; readonly options?: number };
  readonly PartitionCmd: {
    readonly name?: RangeVar;
    readonly bound?: PartitionBound;
    readonly concurrent?: boolean;
  };
  readonly AlterTableCmd: AlterTableCmd;
  readonly ATAlterConstraint: {
    readonly conname?: string;
    readonly alterEnforceability?: boolean;
    readonly is_enforced?: boolean;
    readonly alterDeferrability?: boolean;
  };
  readonly ReplicaIdentityStmt: { readonly identity_type?: string; readonly name?: string };
  readonly IndexElem: IndexElem;
  readonly ObjectWithArgs: { readonly objname?: readonly Node[] };
  readonly RoleSpec: RoleSpec;
  readonly PublicationObjSpec: { readonly pubtable?: { readonly relation?: RangeVar } };
  readonly VacuumRelation: { readonly relation?: RangeVar };
  readonly MergeWhenClause: { readonly commandType?: string; readonly targetList?: readonly Node[] };
  readonly PartitionElem: { readonly name?: string };
}

/** The bound of a partition. */
export interface PartitionBound {
  readonly strategy?: string;
  readonly is_default?: boolean;
  readonly listdatums?: readonly Node[];
  readonly lowerdatums?: readonly Node[];
  readonly upperdatums?: readonly Node[];
}
