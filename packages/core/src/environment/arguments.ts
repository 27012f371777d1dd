import type { SyntaxNode } from "@lezer/common";
import { childrenOf } from "../revision/children-of.ts";
import type { PythonModule } from "./python-module.ts";

/** The arguments of a call: positional ones, and keyword arguments by name. */
export interface Arguments {
  readonly positional: readonly SyntaxNode[];
  readonly named: ReadonlyMap<string, SyntaxNode>;
}

/** Reads the arguments of a call, or of a class definition. `*args` and `**kwargs` are left out. */
export function argumentsOf(call: SyntaxNode, module: PythonModule): Arguments {
  const positional: SyntaxNode[] = [];
  const named = new Map<string, SyntaxNode>();
  const list = call.getChild("ArgList");
  for (const node of list === null ? [] : childrenOf(list)) {
    if (/^[(),]$|^\*|^(?:Comment|AssignOp)$/u.test(node.name)) continue;
    if (node.nextSibling?.name === "AssignOp") continue;
    if (node.prevSibling?.name === "AssignOp") named.set(module.source(node.prevSibling.prevSibling), node);
    else if (!node.prevSibling?.name.startsWith("*")) positional.push(node);
  }
  return { positional, named };
}

/** The names of a function's parameters, in order. */
export function parameterNames(node: SyntaxNode, module: PythonModule): readonly string[] {
  const list = node.getChild("ParamList")?.getChildren("VariableName") ?? [];
  return list.filter((one) => one.prevSibling?.name !== "AssignOp").map((one) => module.source(one));
}

/** The decorators of a function, as written without `@`. */
export function decoratorsOf(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.parent?.name !== "DecoratedStatement") return [];
  return node.parent.getChildren("Decorator");
}
