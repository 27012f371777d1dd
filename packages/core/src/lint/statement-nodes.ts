import type {
  FuncCall,
  IntoClause,
  Node,
  PartitionBound,
  RangeVar,
  RoleSpec,
  SelectStmt,
  TypeName,
  VariableSetStmt,
} from "./tree.ts";

/** The kinds of statements that lint reads, with the fields that it reads. */
export interface StatementNodes {
  readonly CreateStmt: {
    readonly relation: RangeVar;
    readonly tableElts?: readonly Node[];
    readonly inhRelations?: readonly Node[];
    readonly partbound?: PartitionBound;
    readonly partspec?: { readonly strategy?: string; readonly partParams?: readonly Node[] };
    readonly if_not_exists?: boolean;
  };
  readonly CreateTableAsStmt: {
    readonly query?: Node;
    readonly into?: IntoClause;
    readonly objtype?: string;
    readonly if_not_exists?: boolean;
  };
  readonly AlterTableStmt: {
    readonly relation: RangeVar;
    readonly cmds?: readonly Node[];
    readonly objtype?: string;
    readonly missing_ok?: boolean;
  };
  readonly IndexStmt: {
    readonly idxname?: string;
    readonly relation: RangeVar;
    readonly accessMethod?: string;
    readonly indexParams?: readonly Node[];
    readonly indexIncludingParams?: readonly Node[];
    readonly whereClause?: Node;
    readonly unique?: boolean;
    readonly nulls_not_distinct?: boolean;
    readonly concurrent?: boolean;
    readonly options?: readonly Node[];
    readonly tableSpace?: string;
    readonly if_not_exists?: boolean;
  };
  readonly DropStmt: {
    readonly objects?: readonly Node[];
    readonly removeType: string;
    readonly behavior?: string;
    readonly missing_ok?: boolean;
    readonly concurrent?: boolean;
  };
  readonly RenameStmt: {
    readonly renameType: string;
    readonly relationType?: string;
    readonly relation?: RangeVar;
    readonly object?: Node;
    readonly subname?: string;
    readonly newname?: string;
    readonly behavior?: string;
  };
  readonly AlterObjectSchemaStmt: {
    readonly objectType: string;
    readonly relation?: RangeVar;
    readonly object?: Node;
    readonly newschema?: string;
  };
  readonly ReindexStmt: {
    readonly kind: string;
    readonly relation?: RangeVar;
    readonly name?: string;
    readonly params?: readonly Node[];
  };
  readonly VacuumStmt: {
    readonly options?: readonly Node[];
    readonly rels?: readonly Node[];
    readonly is_vacuumcmd?: boolean;
  };
  readonly ClusterStmt: { readonly relation?: RangeVar; readonly indexname?: string };
  readonly RefreshMatViewStmt: {
    readonly relation: RangeVar;
    readonly concurrent?: boolean;
    readonly skipData?: boolean;
  };
  readonly LockStmt: { readonly relations?: readonly Node[]; readonly mode?: number };
  readonly TruncateStmt: { readonly relations?: readonly Node[]; readonly behavior?: string };
  readonly SelectStmt: SelectStmt;
  readonly InsertStmt: {
    readonly relation: RangeVar;
    readonly cols?: readonly Node[];
    readonly selectStmt?: Node;
    readonly onConflictClause?: { readonly targetList?: readonly Node[] };
    readonly withClause?: { readonly ctes?: readonly Node[] };
    readonly override?: string;
  };
  readonly UpdateStmt: {
    readonly relation: RangeVar;
    readonly targetList?: readonly Node[];
    readonly whereClause?: Node;
    readonly fromClause?: readonly Node[];
    readonly withClause?: { readonly ctes?: readonly Node[] };
  };
  readonly DeleteStmt: {
    readonly relation: RangeVar;
    readonly whereClause?: Node;
    readonly usingClause?: readonly Node[];
    readonly withClause?: { readonly ctes?: readonly Node[] };
  };
  readonly MergeStmt: {
    readonly relation: RangeVar;
    readonly sourceRelation?: Node;
    readonly joinCondition?: Node;
    readonly mergeWhenClauses?: readonly Node[];
  };
  readonly CopyStmt: {
    readonly relation?: RangeVar;
    readonly is_from?: boolean;
    readonly is_program?: boolean;
  };
  readonly ViewStmt: { readonly view: RangeVar; readonly replace?: boolean; readonly query?: Node };
  readonly CreateSeqStmt: { readonly sequence: RangeVar; readonly if_not_exists?: boolean };
  readonly AlterSeqStmt: { readonly sequence: RangeVar };
  readonly CreateTrigStmt: {
    readonly trigname?: string;
    readonly relation: RangeVar;
    readonly replace?: boolean;
  };
  readonly RuleStmt: { readonly rulename?: string; readonly relation: RangeVar; readonly replace?: boolean };
  readonly CreatePolicyStmt: { readonly policy_name?: string; readonly table: RangeVar };
  readonly AlterPolicyStmt: { readonly policy_name?: string; readonly table: RangeVar };
  readonly CreateFunctionStmt: {
    readonly funcname?: readonly Node[];
    readonly replace?: boolean;
    readonly is_procedure?: boolean;
    readonly options?: readonly Node[];
  };
  readonly AlterFunctionStmt: { readonly func?: Node["ObjectWithArgs"]; readonly actions?: readonly Node[] };
  readonly CreateEnumStmt: { readonly typeName?: readonly Node[]; readonly vals?: readonly Node[] };
  readonly AlterEnumStmt: {
    readonly typeName?: readonly Node[];
    readonly oldVal?: string;
    readonly newVal?: string;
    readonly newValNeighbor?: string;
    readonly skipIfNewValExists?: boolean;
  };
  readonly CompositeTypeStmt: { readonly typevar: RangeVar };
  readonly CreateRangeStmt: { readonly typeName?: readonly Node[] };
  readonly DefineStmt: { readonly kind?: string; readonly defnames?: readonly Node[] };
  readonly CreateDomainStmt: {
    readonly domainname?: readonly Node[];
    readonly typeName?: TypeName;
    readonly constraints?: readonly Node[];
  };
  readonly AlterDomainStmt: {
    /** `C` add constraint, `O` set not null, `N` drop not null, `X` drop constraint, `V` validate, `T` default. */
    readonly subtype?: string;
    readonly typeName?: readonly Node[];
    readonly name?: string;
    readonly def?: Node;
  };
  readonly CreateSchemaStmt: {
    readonly schemaname?: string;
    readonly if_not_exists?: boolean;
    readonly schemaElts?: readonly Node[];
  };
  readonly CreateExtensionStmt: { readonly extname?: string; readonly if_not_exists?: boolean };
  readonly CreateStatsStmt: { readonly defnames?: readonly Node[]; readonly relations?: readonly Node[] };
  readonly CreatePublicationStmt: { readonly pubname?: string; readonly pubobjects?: readonly Node[] };
  readonly AlterPublicationStmt: { readonly pubname?: string; readonly pubobjects?: readonly Node[] };
  readonly CreateSubscriptionStmt: { readonly subname?: string; readonly options?: readonly Node[] };
  readonly CreatedbStmt: { readonly dbname?: string };
  readonly DropdbStmt: { readonly dbname?: string };
  readonly CreateTableSpaceStmt: { readonly tablespacename?: string };
  readonly DropTableSpaceStmt: { readonly tablespacename?: string };
  readonly AlterSystemStmt: { readonly setstmt?: VariableSetStmt };
  readonly CreateRoleStmt: { readonly role?: string };
  readonly AlterRoleStmt: { readonly role?: RoleSpec };
  readonly AlterRoleSetStmt: { readonly role?: RoleSpec };
  readonly DropRoleStmt: { readonly roles?: readonly Node[] };
  readonly GrantRoleStmt: { readonly is_grant?: boolean };
  readonly ReassignOwnedStmt: object;
  readonly AlterOwnerStmt: { readonly objectType?: string; readonly object?: Node };
  readonly GrantStmt: {
    readonly is_grant?: boolean;
    readonly objtype?: string;
    readonly objects?: readonly Node[];
  };
  readonly CommentStmt: { readonly objtype?: string; readonly object?: Node };
  readonly DoStmt: { readonly args?: readonly Node[] };
  readonly CallStmt: { readonly funccall?: FuncCall };
  readonly ExecuteStmt: { readonly name?: string };
  readonly TransactionStmt: { readonly kind: string; readonly savepoint_name?: string };
  readonly VariableSetStmt: VariableSetStmt;
  readonly DiscardStmt: { readonly target?: string };
}
