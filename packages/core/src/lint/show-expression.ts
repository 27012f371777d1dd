import { constantText, nodesOf } from "./expressions.ts";
import { sqlWord, words } from "./names.ts";
import { readType, showType } from "./sql-type.ts";
import type { FuncCall, Node, NodeKinds } from "./tree.ts";

/** An expression as SQL, to be shown in a recipe: what checks, predicates and defaults are made of; null for others. */
export function showExpression(node: Node | undefined): string | null {
  const { A_Const: constant, ColumnRef: column, SQLValueFunction: value } = node ?? {};
  if (constant?.sval !== undefined) return `'${(constant.sval.sval ?? "").replaceAll("'", "''")}'`;
  if (constant !== undefined) return constantText(constant) ?? "NULL";
  if (column !== undefined) return words(column.fields).map(sqlWord).join(".");
  if (value?.op !== undefined) return value.op.replace("SVFOP_", "");
  return node === undefined ? null : showCompound(node);
}

/** Is an expression shown with all that it says? The type of a literal is left out. */
export function isExact(node: Node | undefined): boolean {
  return node === undefined || (showExpression(node) !== null && nodesOf(node, "TypeCast").length === 0);
}

/** The checks of a domain as one check of a column: VALUE is the column. */
export function showDomainChecks(checks: readonly Node[], column: string): string {
  const shown = checks.map((check) => showExpression(forColumn(check, column) as Node) ?? "…");
  return shown.length === 1 ? (shown[0] ?? "…") : shown.map((one) => `(${one})`).join(" AND ") || "…";
}

function forColumn(node: unknown, column: string): unknown {
  if (Array.isArray(node)) return node.map((item) => forColumn(item, column));
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => {
    const isValue = key === "ColumnRef" && words((node as Node).ColumnRef?.fields).join(".") === "value";
    return [key, isValue ? { fields: [{ String: { sval: column } }] } : forColumn(value, column)];
  });
  return Object.fromEntries(entries) as unknown;
}

function showCompound({
  FuncCall,
  TypeCast,
  A_Expr,
  BoolExpr,
  NullTest,
  BooleanTest,
  List,
}: Node): string | null {
  if (FuncCall !== undefined) return showCall(FuncCall);
  if (TypeCast !== undefined) return showCast(TypeCast);
  if (A_Expr !== undefined) return showOperation(A_Expr);
  if (BoolExpr !== undefined) return showLogic(BoolExpr);
  if (NullTest !== undefined) {
    const test = NullTest.nulltesttype === "IS_NULL" ? "IS NULL" : "IS NOT NULL";
    return join([inner(NullTest.arg)], ([arg]) => `${arg} ${test}`);
  }
  if (BooleanTest?.booltesttype !== undefined) {
    const test = BooleanTest.booltesttype.replaceAll("_", " ");
    return join([inner(BooleanTest.arg)], ([arg]) => `${arg} ${test}`);
  }
  return List === undefined
    ? null
    : join((List.items ?? []).map(showExpression), (items) => items.join(", "));
}

function showCall({ funcname, args }: FuncCall): string | null {
  const parts = words(funcname);
  const name = (parts[0] === "pg_catalog" ? parts.slice(1) : parts).join(".");
  return join((args ?? []).map(showExpression), (shown) => `${name}(${shown.join(", ")})`);
}

/** The type of a literal goes without saying, as the other side has it. */
function showCast({ arg, typeName }: NodeKinds["TypeCast"]): string | null {
  const type = readType(typeName);
  if (arg?.A_Const !== undefined || type === null) return showExpression(arg);
  return join([inner(arg)], ([shown]) => `${shown}::${showType(type)}`);
}

/** The operators behind LIKE and its kin. */
const LIKE: Readonly<Record<string, string>> = {
  "~~": "LIKE",
  "!~~": "NOT LIKE",
  "~~*": "ILIKE",
  "!~~*": "NOT ILIKE",
};

function showOperation({ kind, name, lexpr, rexpr }: NodeKinds["A_Expr"]): string | null {
  const sign = words(name).at(-1) ?? "";
  const left = lexpr === undefined ? "" : inner(lexpr);
  if (kind === "AEXPR_IN") {
    return join(
      [left, showExpression(rexpr)],
      ([a, list]) => `${a} ${sign === "=" ? "" : "NOT "}IN (${list})`,
    );
  }
  if (kind === "AEXPR_BETWEEN" || kind === "AEXPR_NOT_BETWEEN") {
    const limits = (rexpr?.List?.items ?? []).map(inner);
    return join([left, ...limits], ([a, low, high]) => `${a} ${sign} ${low} AND ${high}`);
  }
  if (kind !== "AEXPR_OP" && kind !== "AEXPR_LIKE" && kind !== "AEXPR_ILIKE") return null;
  return join([left, inner(rexpr)], ([a, b]) => `${a} ${LIKE[sign] ?? sign} ${b}`.trim());
}

function showLogic({ boolop, args }: NodeKinds["BoolExpr"]): string | null {
  if (boolop === "NOT_EXPR") return join([inner(args?.[0])], ([arg]) => `NOT ${arg}`);
  const word = boolop === "OR_EXPR" ? " OR " : " AND ";
  const parts = (args ?? []).map((arg) => (arg.BoolExpr === undefined ? showExpression(arg) : inner(arg)));
  return join(parts, (shown) => shown.join(word));
}

/** In parentheses where something stands around it. */
function inner(node: Node | undefined): string | null {
  const shown = showExpression(node);
  return shown !== null && (node?.A_Expr !== undefined || node?.BoolExpr !== undefined)
    ? `(${shown})`
    : shown;
}

function join(
  parts: readonly (string | null)[],
  combine: (parts: readonly string[]) => string,
): string | null {
  const known = parts.filter((part) => part !== null);
  return known.length === parts.length ? combine(known) : null;
}
