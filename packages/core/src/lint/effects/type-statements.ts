import { keyOf, nameOfRange, nameOfWords, words, wordsOf } from "../names.ts";
import type { TypeObject } from "../schema/objects.ts";
import { readType } from "../sql-type.ts";
import type { ConstraintNode, Node, NodeKinds } from "../tree.ts";
import { existing, FREE, lockOn, madeName, refTo } from "./context.ts";
import type { Context } from "./context.ts";
import type { Effect } from "./effect.ts";

/** CREATE TYPE … AS ENUM. */
export function createEnum(context: Context, statement: NodeKinds["CreateEnumStmt"]): readonly Effect[] {
  const values = new Map(words(statement.vals).map((value) => [value, 0]));
  return [made(context, words(statement.typeName), { kind: "enum", values })];
}

/** CREATE TYPE of the other kinds. */
export function createType(context: Context, node: Node): readonly Effect[] {
  if (node.CompositeTypeStmt !== undefined) {
    const { schema, name } = nameOfRange(node.CompositeTypeStmt.typevar);
    return [made(context, schema === null ? [name] : [schema, name], { kind: "composite" })];
  }
  if (node.CreateRangeStmt !== undefined)
    return [made(context, words(node.CreateRangeStmt.typeName), { kind: "range" })];
  if (node.DefineStmt?.kind === "OBJECT_TYPE")
    return [made(context, words(node.DefineStmt.defnames), { kind: "other" })];
  return [{ kind: "other", on: null, node: "DefineStmt", ...FREE }];
}

/** CREATE DOMAIN. */
export function createDomain(context: Context, statement: NodeKinds["CreateDomainStmt"]): readonly Effect[] {
  const declared = readType(statement.typeName);
  // A domain over a domain has the rules of both, and is stored as the innermost type.
  const inner = declared === null || declared.isArray ? null : context.state.type(declared);
  const checks = (statement.constraints ?? []).flatMap(({ Constraint: constraint }) => ruleOf(constraint));
  const { type } = made(context, words(statement.domainname), {
    kind: "domain",
    base: inner?.base ?? declared,
    constrained: checks.length > 0 || inner?.constrained === true,
    checks: [...(inner?.checks ?? []), ...checks],
  });
  return [{ kind: "create-domain", on: null, type, ...FREE }];
}

/** What a constraint of a domain says of VALUE. */
function ruleOf(constraint: ConstraintNode | undefined): readonly Node[] {
  if (constraint?.contype === "CONSTR_CHECK")
    return constraint.raw_expr === undefined ? [] : [constraint.raw_expr];
  return constraint?.contype === "CONSTR_NOTNULL" ? [NOT_NULL] : [];
}

const NOT_NULL: Node = {
  NullTest: { arg: { ColumnRef: { fields: [{ String: { sval: "value" } }] } }, nulltesttype: "IS_NOT_NULL" },
};

/** ALTER TYPE … ADD VALUE and RENAME VALUE. */
export function alterEnum(context: Context, statement: NodeKinds["AlterEnumStmt"]): readonly Effect[] {
  const name = context.state.resolveType(nameOfWords(words(statement.typeName)));
  const type = context.state.types.get(keyOf(name)) ?? null;
  const isNew = context.state.isNew(type?.born);
  const value = statement.newVal ?? "";
  if (statement.oldVal !== undefined) {
    return [{ kind: "rename-enum-value", on: null, name, from: statement.oldVal, to: value, isNew, ...FREE }];
  }
  const placed = statement.newValNeighbor !== undefined;
  const guarded = statement.skipIfNewValExists === true;
  return [{ kind: "add-enum-value", on: null, type, name, value, placed, guarded, isNew, ...FREE }];
}

/** What the letters of `AlterDomainStmt.subtype` do. */
const DOMAIN_CHANGES: Readonly<Record<string, Effect<"alter-domain">["how"]>> = {
  C: "add-constraint",
  O: "set-not-null",
  V: "validate",
};

/** ALTER DOMAIN. What checks rows locks every table that has a column of it. */
export function alterDomain(context: Context, statement: NodeKinds["AlterDomainStmt"]): readonly Effect[] {
  const name = context.state.resolveType(nameOfWords(words(statement.typeName)));
  const how = DOMAIN_CHANGES[statement.subtype ?? ""] ?? "other";
  const constraint = statement.def?.Constraint ?? null;
  const users = [...context.state.relations.values()].filter((relation) =>
    [...relation.columns.values()].some(
      ({ type }) => type !== null && keyOf(context.state.resolveType(type)) === keyOf(name),
    ),
  );
  const tables = users.map((user) => refTo(context, user.name));
  const checks = how !== "other" && constraint?.skip_validation !== true;
  const isNew = context.state.isNew(context.state.types.get(keyOf(name))?.born);
  const locks = checks ? tables.flatMap((table) => lockOn(table, "Share")) : [];
  const scans = checks ? existing(tables) : [];
  const keys = tables.map(({ key }) => key);
  return [
    {
      kind: "alter-domain",
      on: null,
      name,
      how,
      constraint,
      isNew,
      tables: keys,
      locks,
      rewrites: [],
      scans,
    },
  ];
}

/** CREATE FUNCTION and PROCEDURE. */
export function createFunction(
  context: Context,
  statement: NodeKinds["CreateFunctionStmt"],
): readonly Effect[] {
  const option = (name: string): Node | undefined =>
    (statement.options ?? []).find(({ DefElem: element }) => element?.defname === name)?.DefElem?.arg;
  const volatility = wordsOf(option("volatility"))[0];
  const language = wordsOf(option("language"))[0] ?? null;
  return [
    {
      kind: "create-function",
      on: null,
      name: madeName(context, nameOfWords(words(statement.funcname))),
      language,
      volatility: volatility === "immutable" || volatility === "stable" ? volatility : "volatile",
      securityDefiner: option("security")?.Boolean?.boolval === true,
      setsSearchPath: setsPath(statement.options),
      guarded: statement.replace === true,
      ...FREE,
    },
  ];
}

/** ALTER FUNCTION, as far as it sets the search path. */
export function alterFunction(
  context: Context,
  statement: NodeKinds["AlterFunctionStmt"],
): readonly Effect[] {
  const name = madeName(context, nameOfWords(words(statement.func?.objname)));
  return [{ kind: "alter-function", on: null, name, setsSearchPath: setsPath(statement.actions), ...FREE }];
}

function setsPath(options: readonly Node[] | undefined): boolean {
  return (options ?? []).some(
    ({ DefElem: element }) => element?.arg?.VariableSetStmt?.name === "search_path",
  );
}

function made(
  context: Context,
  parts: readonly string[],
  facts: Partial<TypeObject> & Pick<TypeObject, "kind">,
): Effect<"create-type"> {
  const name = madeName(context, nameOfWords(parts));
  const type: TypeObject = {
    name,
    values: new Map(),
    base: null,
    constrained: false,
    checks: [],
    born: context.state.unit,
    ...facts,
  };
  return { kind: "create-type", on: null, type, ...FREE };
}
