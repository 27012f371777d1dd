import { functionsIn } from "../expressions.ts";
import type { Node, NodeKinds } from "../tree.ts";
import { costOf, FREE, refOf, refsOf, together } from "./context.ts";
import type { Context } from "./context.ts";
import type { Effect } from "./effect.ts";

type ServerWide = Effect<"server-wide">["what"];

/** A statement on the whole server. */
export function serverWide(what: ServerWide, name: string | undefined): readonly Effect[] {
  return [{ kind: "server-wide", on: null, what, name: name ?? "", ...FREE }];
}

/** A statement on roles and their rights to be somebody. */
export function role(what: string): readonly Effect[] {
  return [{ kind: "role", on: null, what, ...FREE }];
}

/** COMMENT ON TABLE, COLUMN and the rest. */
export function comment(context: Context, statement: NodeKinds["CommentStmt"]): readonly Effect[] {
  const parts = (statement.object?.List?.items ?? []).flatMap(({ String: text }) => text?.sval ?? []);
  const table = statement.objtype === "OBJECT_COLUMN" ? parts.slice(0, -1) : parts;
  const isTable = statement.objtype === "OBJECT_COLUMN" || statement.objtype === "OBJECT_TABLE";
  const relname = table.at(-1);
  if (!isTable || relname === undefined) return [{ kind: "other", on: null, node: "CommentStmt", ...FREE }];
  const schemaname = table.at(-2);
  const on = refOf(context, schemaname === undefined ? { relname } : { relname, schemaname });
  return [{ kind: "comment", on, ...costOf(context, on, { mode: "ShareUpdateExclusive" }) }];
}

/** GRANT and REVOKE take no lock on tables. */
export function grant(context: Context, statement: NodeKinds["GrantStmt"]): readonly Effect[] {
  const tables = refsOf(context, statement.objects);
  return tables.length === 0
    ? [{ kind: "other", on: null, node: "GrantStmt", ...FREE }]
    : tables.map((on) => ({ kind: "grant", on, ...FREE }));
}

/** CREATE TRIGGER, RULE and POLICY. */
export function createOnTable(context: Context, node: Node): readonly Effect[] {
  const { CreateTrigStmt: trigger, RuleStmt: rule, CreatePolicyStmt: policy } = node;
  if (trigger !== undefined) {
    const on = refOf(context, trigger.relation);
    const cost = costOf(context, on, { mode: "ShareRowExclusive" });
    return [{ kind: "create-trigger", on, trigger: trigger.trigname ?? "", ...cost }];
  }
  if (rule !== undefined) {
    const on = refOf(context, rule.relation);
    return [
      {
        kind: "create-rule",
        on,
        rule: rule.rulename ?? "",
        ...costOf(context, on, { mode: "AccessExclusive" }),
      },
    ];
  }
  if (policy === undefined) return [];
  const on = refOf(context, policy.table);
  return [
    {
      kind: "create-policy",
      on,
      policy: policy.policy_name ?? "",
      ...costOf(context, on, { mode: "AccessExclusive" }),
    },
  ];
}

/** CREATE and ALTER PUBLICATION. */
export function publication(
  context: Context,
  statement: NodeKinds["CreatePublicationStmt"],
): readonly Effect[] {
  const tables = (statement.pubobjects ?? []).flatMap(({ PublicationObjSpec: object }) =>
    object?.pubtable?.relation === undefined ? [] : [refOf(context, object.pubtable.relation)],
  );
  const cost = together(tables.map((table) => costOf(context, table, { mode: "ShareUpdateExclusive" })));
  return [{ kind: "publication", on: null, name: statement.pubname ?? "", tables, ...cost }];
}

/** CREATE STATISTICS. */
export function createStatistics(
  context: Context,
  statement: NodeKinds["CreateStatsStmt"],
): readonly Effect[] {
  const tables = refsOf(context, statement.relations);
  const cost = together(tables.map((table) => costOf(context, table, { mode: "ShareUpdateExclusive" })));
  return [{ kind: "create-statistics", on: null, tables, ...cost }];
}

/** ALTER SEQUENCE. */
export function alterSequence(context: Context, statement: NodeKinds["AlterSeqStmt"]): readonly Effect[] {
  const on = refOf(context, statement.sequence);
  return [{ kind: "alter-sequence", on, ...costOf(context, on, { mode: "ShareRowExclusive" }) }];
}

/** CREATE SCHEMA. */
export function createSchema(statement: NodeKinds["CreateSchemaStmt"]): readonly Effect[] {
  const guarded = statement.if_not_exists === true;
  return [{ kind: "create-schema", on: null, schema: statement.schemaname ?? "", guarded, ...FREE }];
}

/** CREATE EXTENSION. */
export function createExtension(statement: NodeKinds["CreateExtensionStmt"]): readonly Effect[] {
  const guarded = statement.if_not_exists === true;
  return [{ kind: "create-extension", on: null, extension: statement.extname ?? "", guarded, ...FREE }];
}

/** CREATE SUBSCRIPTION, which makes a slot elsewhere unless told otherwise. */
export function createSubscription(statement: NodeKinds["CreateSubscriptionStmt"]): readonly Effect[] {
  const off = (statement.options ?? []).some(
    ({ DefElem: option }) =>
      (option?.defname === "create_slot" || option?.defname === "connect") &&
      (option.arg?.Boolean?.boolval === undefined
        ? option.arg?.String?.sval === "false"
        : !option.arg.Boolean.boolval),
  );
  return [
    { kind: "create-subscription", on: null, name: statement.subname ?? "", createsSlot: !off, ...FREE },
  ];
}

/** CALL: the function's name is all that anybody sees. */
export function call(node: NodeKinds["CallStmt"]): readonly Effect[] {
  const functions = functionsIn({ FuncCall: node.funccall });
  return [
    { kind: "opaque", on: null, what: "call", ...FREE },
    { kind: "query", on: null, functions, node: { CallStmt: node }, ...FREE },
  ];
}
