import type { SyntaxNode, Tree } from "@lezer/common";
import { childrenOf } from "./children-of.ts";

/**
 * The names that a statement of the module may bind, change or delete when it runs. What stands
 * inside functions is left out: it runs later, if ever. A part that cannot be parsed counts with
 * every name in it.
 */
export function boundNames(tree: Tree, text: string): Set<string> {
  const names = new Set<string>();
  const add = (node: SyntaxNode): void => {
    names.add(text.slice(node.from, node.to));
  };
  const visit = (node: SyntaxNode, isInClass: boolean): void => {
    if (
      node.type.isError ||
      (isInClass ? node.name === "ScopeStatement" : BINDS_EVERYTHING_IN_IT.has(node.name))
    )
      collectNames(node, add);
    // What a class body binds are attributes of the class.
    if (!isInClass) for (const target of targetsOf(node, text)) collectNames(target, add);
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      if (node.name === "FunctionDefinition" && child.name === "Body") continue;
      // Defaults are evaluated here, the rest when it is called.
      if (node.name === "LambdaExpression" && child.name !== "ParamList") continue;
      visit(child, isInClass || (node.name === "ClassDefinition" && child.name === "Body"));
    }
  };
  visit(tree.topNode, false);
  return names;
}

const BINDS_EVERYTHING_IN_IT = new Set([
  "ImportStatement",
  "DeleteStatement",
  "ScopeStatement",
  "MatchStatement",
]);

function collectNames(node: SyntaxNode, add: (node: SyntaxNode) => void): void {
  if (node.name === "VariableName" || node.name === "PropertyName") add(node);
  for (let child = node.firstChild; child !== null; child = child.nextSibling) collectNames(child, add);
}

function targetsOf(node: SyntaxNode, text: string): SyntaxNode[] {
  const children = childrenOf(node);
  switch (node.name) {
    case "AssignStatement":
      return children.slice(0, children.findLastIndex((child) => child.name === "AssignOp") + 1);
    case "UpdateStatement":
    case "NamedExpression":
      return children.slice(0, 1);
    case "ArgList":
      return children.filter((_child, index) => {
        const next = children[index + 1];
        return next?.name === "AssignOp" && text.slice(next.from, next.to) === ":=";
      });
    case "ForStatement":
      return children.slice(
        0,
        children.findIndex((child) => child.name === "in"),
      );
    case "WithStatement":
    case "TryStatement":
      return children.filter((_child, index) => children[index - 1]?.name === "as");
    case "FunctionDefinition":
    case "ClassDefinition":
    case "TypeDefinition":
      return children.filter((child) => child.name === "VariableName").slice(0, 1);
    default:
      return [];
  }
}
