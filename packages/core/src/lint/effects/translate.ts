import type { Node, NodeKinds } from "../tree.ts";
import { alterTable } from "./alter-table.ts";
import { FREE } from "./context.ts";
import type { Context } from "./context.ts";
import { createFromQuery, createSequence, createTable, createView } from "./create-table.ts";
import { copy, deleteRows, insert, merge, select, truncate, update } from "./dml.ts";
import { drop } from "./drop.ts";
import type { Effect } from "./effect.ts";
import { createIndex, reindex } from "./index-statements.ts";
import { cluster, lockTable, refreshView, vacuum } from "./maintenance.ts";
import * as other from "./other-statements.ts";
import { rename, setSchema } from "./rename.ts";
import { setVariable, transactionControl } from "./session.ts";
import * as types from "./type-statements.ts";

type Translators = {
  readonly [Kind in keyof NodeKinds]?: (context: Context, statement: NodeKinds[Kind]) => readonly Effect[];
};

/** One entry for each kind of statement that lint knows. */
const STATEMENTS: Translators = {
  CreateStmt: createTable,
  CreateTableAsStmt: createFromQuery,
  ViewStmt: createView,
  CreateSeqStmt: createSequence,
  AlterTableStmt: alterTable,
  IndexStmt: createIndex,
  ReindexStmt: reindex,
  DropStmt: drop,
  RenameStmt: rename,
  AlterObjectSchemaStmt: setSchema,
  InsertStmt: insert,
  UpdateStmt: update,
  DeleteStmt: deleteRows,
  MergeStmt: merge,
  CopyStmt: copy,
  TruncateStmt: truncate,
  SelectStmt: select,
  VacuumStmt: vacuum,
  ClusterStmt: cluster,
  RefreshMatViewStmt: refreshView,
  LockStmt: lockTable,
  CreateEnumStmt: types.createEnum,
  AlterEnumStmt: types.alterEnum,
  CompositeTypeStmt: (context, node) => types.createType(context, { CompositeTypeStmt: node }),
  CreateRangeStmt: (context, node) => types.createType(context, { CreateRangeStmt: node }),
  DefineStmt: (context, node) => types.createType(context, { DefineStmt: node }),
  CreateDomainStmt: types.createDomain,
  AlterDomainStmt: types.alterDomain,
  CreateFunctionStmt: types.createFunction,
  AlterFunctionStmt: types.alterFunction,
  CreateTrigStmt: (context, node) => other.createOnTable(context, { CreateTrigStmt: node }),
  RuleStmt: (context, node) => other.createOnTable(context, { RuleStmt: node }),
  CreatePolicyStmt: (context, node) => other.createOnTable(context, { CreatePolicyStmt: node }),
  AlterSeqStmt: other.alterSequence,
  CommentStmt: other.comment,
  GrantStmt: other.grant,
  CreatePublicationStmt: other.publication,
  AlterPublicationStmt: other.publication,
  CreateSubscriptionStmt: (_, node) => other.createSubscription(node),
  CreateStatsStmt: other.createStatistics,
  CreateSchemaStmt: (_, node) => other.createSchema(node),
  CreateExtensionStmt: (_, node) => other.createExtension(node),
  CreatedbStmt: (_, { dbname }) => other.serverWide("create-database", dbname),
  DropdbStmt: (_, { dbname }) => other.serverWide("drop-database", dbname),
  CreateTableSpaceStmt: (_, { tablespacename }) => other.serverWide("create-tablespace", tablespacename),
  DropTableSpaceStmt: (_, { tablespacename }) => other.serverWide("drop-tablespace", tablespacename),
  AlterSystemStmt: (_, { setstmt }) => other.serverWide("alter-system", setstmt?.name),
  CreateRoleStmt: () => other.role("CREATE ROLE"),
  AlterRoleStmt: () => other.role("ALTER ROLE"),
  AlterRoleSetStmt: () => other.role("ALTER ROLE"),
  DropRoleStmt: () => other.role("DROP ROLE"),
  GrantRoleStmt: (_, { is_grant: grants }) =>
    other.role(grants === true ? "GRANT of a role" : "REVOKE of a role"),
  ReassignOwnedStmt: () => other.role("REASSIGN OWNED"),
  AlterOwnerStmt: () => other.role("ALTER … OWNER TO"),
  DoStmt: () => [{ kind: "opaque", on: null, what: "do", ...FREE }],
  ExecuteStmt: () => [{ kind: "opaque", on: null, what: "execute", ...FREE }],
  CallStmt: (_, node) => other.call(node),
  VariableSetStmt: (_, node) => setVariable(node),
  TransactionStmt: (_, node) => transactionControl(node),
};

/** What a statement does, in order. A statement that lint does not know has the effect `other`. */
export function translate(context: Context, node: Node): readonly Effect[] {
  const [kind, statement] = Object.entries(node)[0] ?? [];
  const translator = STATEMENTS[kind as keyof NodeKinds] as
    | ((context: Context, statement: unknown) => readonly Effect[])
    | undefined;
  return translator === undefined
    ? [{ kind: "other", on: null, node: kind ?? "", ...FREE }]
    : translator(context, statement);
}
