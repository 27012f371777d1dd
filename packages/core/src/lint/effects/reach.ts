import { columnOf, conjunctsOf, literalOf, nodesOf } from "../expressions.ts";
import { words } from "../names.ts";
import type { SchemaState } from "../schema/schema-state.ts";
import type { Node } from "../tree.ts";
import type { Reach, RelationRef } from "./effect.ts";

/** The columns of an existing table of which nothing is known that are its key nearly everywhere. */
const USUAL_KEYS: readonly string[] = ["id", "uuid", "pk", "ctid"];
const RANGES: ReadonlySet<string> = new Set(["<", "<=", ">", ">="]);

/** How many rows a WHERE can hit, by what it says of the table's key. */
export function reachOf(
  state: SchemaState,
  on: RelationRef,
  {
    where,
    listed,
  }: {
    readonly where: Node | undefined;
    /** What it is joined to is a list of values, or a query with a LIMIT. */
    readonly listed: boolean;
  },
): Reach {
  if (where === undefined || isTrue(where)) return "all";
  if (isFalse(where)) return "key";
  const keys = keysOf(state, on);
  const parts = conjunctsOf(where);
  if (keys.unique.some((key) => key.every((column) => parts.some((part) => isEqual(part, column)))))
    return "key";
  const isListed = listed && parts.some((part) => joinsOn(part, keys.leading));
  return isListed || parts.some((part) => isBatch(part, keys.leading)) ? "batch" : "some";
}

/** `orders.id = v.id` */
function joinsOn({ A_Expr: expression }: Node, keys: ReadonlySet<string>): boolean {
  if (expression?.kind !== "AEXPR_OP" || words(expression.name).join("") !== "=") return false;
  const sides = [columnOf(expression.lexpr), columnOf(expression.rexpr)];
  return sides.every((side) => side !== null) && sides.some((side) => side !== null && keys.has(side));
}

function isTrue(where: Node): boolean {
  return where.A_Const?.boolval?.boolval === true || comparesLiterals(where) === "equal";
}

/** `WHERE 'kind' = 'a'`, where a name in other quotes was meant: it hits nothing. */
function isFalse(where: Node): boolean {
  return where.A_Const?.boolval?.boolval === false || comparesLiterals(where) === "different";
}

function comparesLiterals({ A_Expr: expression }: Node): "equal" | "different" | null {
  const [left, right] = [literalOf(expression?.lexpr), literalOf(expression?.rexpr)];
  if (words(expression?.name).join("") !== "=" || left === null || right === null) return null;
  return left === right ? "equal" : "different";
}

interface Keys {
  readonly unique: readonly (readonly string[])[];
  readonly leading: ReadonlySet<string>;
}

function keysOf(state: SchemaState, on: RelationRef): Keys {
  const constraints = [...(on.known?.constraints.values() ?? [])].filter(
    ({ type }) => type === "primary-key" || type === "unique",
  );
  const indexes = state.indexesOf(on.key).filter(({ unique, predicate }) => unique && predicate === null);
  const unique = [
    ...constraints.map(({ columns }) => columns),
    ...indexes.map(({ columns }) => columns.flatMap((column) => column ?? [])),
    ...USUAL_KEYS.map((column) => [column]),
  ].filter((columns) => columns.length > 0);
  return { unique, leading: new Set(unique.flatMap(([first]) => first ?? [])) };
}

/** `column = value`, where the value does not come from another table's row. */
function isEqual({ A_Expr: expression }: Node, column: string): boolean {
  if (expression?.kind !== "AEXPR_OP" || words(expression.name).join("") !== "=") return false;
  const [left, right] = [expression.lexpr, expression.rexpr];
  return (columnOf(left) === column && isValue(right)) || (columnOf(right) === column && isValue(left));
}

function isValue(node: Node | undefined): boolean {
  return node !== undefined && nodesOf(node, "ColumnRef").length === 0;
}

/** A range or a list of a key's values, or a subquery with a LIMIT. */
function isBatch(part: Node, keys: ReadonlySet<string>): boolean {
  const expression = part.A_Expr;
  const column = columnOf(expression?.lexpr) ?? columnOf(part.SubLink?.testexpr);
  if (part.SubLink?.subselect !== undefined) {
    return column !== null && part.SubLink.subselect.SelectStmt?.limitCount !== undefined;
  }
  if (column === null || !keys.has(column)) return false;
  const kind = expression?.kind ?? "";
  if (kind === "AEXPR_BETWEEN" || kind === "AEXPR_IN") return isValue(expression?.rexpr);
  // `id = any(…)` with a list, or with a subquery that has a LIMIT.
  if (kind === "AEXPR_OP_ANY") return isValue(expression?.rexpr);
  return kind === "AEXPR_OP" && RANGES.has(words(expression?.name).join("")) && isValue(expression?.rexpr);
}
