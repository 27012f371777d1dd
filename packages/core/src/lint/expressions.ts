import { words } from "./names.ts";
import { readType } from "./sql-type.ts";
import type { SqlType } from "./sql-type.ts";
import type { Constant, Node } from "./tree.ts";

/** Every node of a kind below a node or a list of them, the node itself included, outer ones first. */
export function nodesOf<Kind extends keyof Node>(
  root: unknown,
  kind: Kind,
): readonly NonNullable<Node[Kind]>[] {
  const found: NonNullable<Node[Kind]>[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      if (key === kind) found.push(inner as NonNullable<Node[Kind]>);
      visit(inner);
    }
  };
  visit(root);
  return found;
}

/** The names of the functions that an expression calls, without `pg_catalog`. */
export function functionsIn(root: unknown): readonly string[] {
  return nodesOf(root, "FuncCall").map((call) => {
    const parts = words(call.funcname);
    return (parts[0] === "pg_catalog" ? parts.slice(1) : parts).join(".");
  });
}

/** The parts of an AND, or the expression alone. */
export function conjunctsOf(node: Node): readonly Node[] {
  const and = node.BoolExpr;
  return and?.boolop === "AND_EXPR" ? (and.args ?? []).flatMap(conjunctsOf) : [node];
}

/** The column that an expression is, without its table; null for anything else. */
export function columnOf(node: Node | undefined): string | null {
  return words(node?.ColumnRef?.fields).at(-1) ?? null;
}

/** The columns whose `IS NOT NULL` follows from an expression that holds for every row. */
export function provedNotNull(expression: Node): readonly string[] {
  return conjunctsOf(expression).flatMap(({ NullTest: test }) => {
    const column = test?.nulltesttype === "IS_NOT_NULL" ? columnOf(test.arg) : null;
    return column === null ? [] : [column];
  });
}

/** The value of a literal as text; null: not a literal. */
export function literalOf(node: Node | undefined): string | null {
  const constant = node?.A_Const ?? node?.TypeCast?.arg?.A_Const;
  return constant === undefined ? null : constantText(constant);
}

/** The value of a constant as text; null for NULL. */
export function constantText({ ival, fval, sval, boolval, isnull }: Constant): string | null {
  if (isnull === true) return null;
  if (sval !== undefined) return sval.sval ?? "";
  if (boolval !== undefined) return String(boolval.boolval ?? false);
  return fval?.fval ?? (ival === undefined ? null : String(ival.ival ?? 0));
}

/** Is the default NULL, which is no default? */
export function isNull(node: Node): boolean {
  return node.A_Const?.isnull === true || (node.TypeCast?.arg !== undefined && isNull(node.TypeCast.arg));
}

/** The column and type of `column::type`, also where it is written as CAST. */
export function castOf(node: Node): { readonly column: string; readonly type: SqlType } | null {
  const column = columnOf(node.TypeCast?.arg);
  const type = readType(node.TypeCast?.typeName);
  return column === null || type === null ? null : { column, type };
}
