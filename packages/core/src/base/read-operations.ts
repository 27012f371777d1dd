import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { childrenOf } from "../revision/children-of.ts";
import { stringValue } from "../revision/python-text.ts";
import { walk } from "../environment/python-module.ts";

/** One operation of `upgrade()`, as far as its literal arguments tell. */
export interface Operation {
  /** `add_column`, `drop_table`, … */
  readonly name: string;
  /** The table that it is about; of a batch the one of its `with`. Null where it is computed. */
  readonly table: string | null;
  /** The column that is added, dropped or altered; null where there is none. */
  readonly column: string | null;
  /** What a column or table is called afterwards; null where it keeps its name. */
  readonly newName: string | null;
  /** All string literals in the call, for statements given as text. */
  readonly texts: readonly string[];
  /** 1-based. */
  readonly line: number;
}

/** Reads the operations that `upgrade()` of a revision calls on `op` or in a batch. Nothing is executed. */
export function readOperations(text: string): readonly Operation[] {
  const top = parser.parse(text).topNode;
  const upgrade = childrenOf(top).find(
    (node) => node.name === "FunctionDefinition" && source(node.getChild("VariableName"), text) === "upgrade",
  );
  if (upgrade === undefined) return [];
  const batches = new Map<string, string | null>();
  const operations: Operation[] = [];
  walk(upgrade, (node) => {
    if (node.name === "WithStatement") readBatch(node, text, batches);
    if (node.name === "CallExpression") operations.push(...readCall(node, text, batches));
  });
  return operations;
}

/** `with op.batch_alter_table("t") as batch_op:` */
function readBatch(node: SyntaxNode, text: string, batches: Map<string, string | null>): void {
  const call = node.getChild("CallExpression");
  const name = node.getChild("VariableName");
  if (call === null || name === null) return;
  if (!source(call.firstChild, text).endsWith(".batch_alter_table")) return;
  batches.set(source(name, text), literals(call.getChild("ArgList"), text, false)[0] ?? null);
}

function readCall(
  node: SyntaxNode,
  text: string,
  batches: ReadonlyMap<string, string | null>,
): readonly Operation[] {
  const [, owner = "", name = ""] = /^(\w+)\.(\w+)$/u.exec(source(node.firstChild, text)) ?? [];
  const isBatch = batches.has(owner);
  if (owner !== "op" && !isBatch) return [];
  const list = node.getChild("ArgList");
  const direct = literals(list, text, false);
  const texts = literals(list, text, true);
  const [table, ...others] = isBatch ? [batches.get(owner) ?? null, ...direct] : direct;
  const newName =
    name === "rename_table" ? (others[0] ?? null) : keywordLiteral(list, text, "new_column_name");
  const column = name === "add_column" ? (texts[isBatch ? 0 : 1] ?? null) : (others[0] ?? null);
  return [{ name, table: table ?? null, column, newName, texts, line: lineOf(node, text) }];
}

/** String literals of an argument list: the positional ones, or `deep` all of them wherever they stand. */
function literals(list: SyntaxNode | null, text: string, deep: boolean): readonly string[] {
  const found: string[] = [];
  if (list === null) return found;
  const read = (node: SyntaxNode): void => {
    const value = node.name === "String" ? stringValue(source(node, text)) : null;
    if (value !== null) found.push(value);
  };
  if (deep) walk(list, read);
  else for (const node of childrenOf(list)) if (node.prevSibling?.name !== "AssignOp") read(node);
  return found;
}

function keywordLiteral(list: SyntaxNode | null, text: string, keyword: string): string | null {
  const value = (list === null ? [] : childrenOf(list)).find(
    (node) => node.prevSibling?.name === "AssignOp" && source(node.prevSibling.prevSibling, text) === keyword,
  );
  return value?.name === "String" ? stringValue(source(value, text)) : null;
}

function source(node: SyntaxNode | null, text: string): string {
  return node === null ? "" : text.slice(node.from, node.to);
}

function lineOf(node: SyntaxNode, text: string): number {
  return text.slice(0, node.from).split("\n").length;
}
