import { columnOf, nodesOf } from "./expressions.ts";
import { words } from "./names.ts";
import { readType } from "./sql-type.ts";
import type { SqlType } from "./sql-type.ts";
import type { Constant, Node, NodeKinds } from "./tree.ts";

/** A text in a statement, and what it is a value of. */
export interface LiteralUse {
  readonly text: string;
  /** The column that it is compared with or put into; null: it is cast. */
  readonly column: string | null;
  /** The type that the statement itself says. */
  readonly type: SqlType | null;
}

type Meaning = Omit<LiteralUse, "text">;

/** The texts of a statement that are values of a column or of a type; others, as arguments of functions, nobody knows. */
export function literalUses(node: Node, columns: readonly string[]): readonly LiteralUse[] {
  const uses = new Map<Constant, Meaning>();
  const mark = (root: unknown, meaning: Meaning): void => {
    for (const constant of nodesOf(root, "A_Const")) uses.set(constant, meaning);
  };
  // From the outside to the inside: what stands nearer says better what a text is.
  markRows(node.InsertStmt, columns, mark);
  for (const { name, val } of nodesOf(node.UpdateStmt?.targetList, "ResTarget"))
    mark(val, { column: name ?? null, type: null });
  for (const definition of nodesOf(node, "ColumnDef"))
    mark(definition.constraints, { column: definition.colname ?? null, type: readType(definition.typeName) });
  for (const command of nodesOf(node, "AlterTableCmd"))
    if (command.subtype === "AT_ColumnDefault")
      mark(command.def, { column: command.name ?? null, type: null });
  for (const operation of nodesOf(node, "A_Expr")) {
    const column = columnOf(operation.lexpr) ?? columnOf(operation.rexpr);
    if (column !== null && COMPARES.has(words(operation.name).join("")))
      mark([operation.lexpr, operation.rexpr], { column, type: null });
  }
  for (const { arg, typeName } of nodesOf(node, "TypeCast"))
    if (arg?.A_Const !== undefined) mark(arg, { column: null, type: readType(typeName) });
  return [...uses].flatMap(([{ sval }, meaning]) =>
    sval === undefined ? [] : [{ text: sval.sval ?? "", ...meaning }],
  );
}

/** Operators of comparisons; those of IN and ANY are `=` and `<>` too. */
const COMPARES: ReadonlySet<string> = new Set(["=", "<>", "<", ">", "<=", ">=", "BETWEEN"]);

/** The values of INSERT by their place. */
function markRows(
  insert: NodeKinds["InsertStmt"] | undefined,
  columns: readonly string[],
  mark: (root: unknown, meaning: Meaning) => void,
): void {
  const query = insert?.selectStmt?.SelectStmt;
  const rows = [
    ...(query?.valuesLists ?? []).map(({ List: row }) => row?.items ?? []),
    (query?.targetList ?? []).map(({ ResTarget: target }) => target?.val ?? {}),
  ];
  for (const row of rows)
    row.forEach((value, at) => mark(value, { column: columns[at] ?? null, type: null }));
}
