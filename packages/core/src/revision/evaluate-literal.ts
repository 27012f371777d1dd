import type { SyntaxNode } from "@lezer/common";
import { stringValue } from "./python-text.ts";

/** A Python value that the text alone gives. */
export type Literal =
  | { readonly kind: "none" }
  | { readonly kind: "string"; readonly value: string }
  /** `mutable`: a list or set, which any later statement could change in place. */
  | { readonly kind: "sequence"; readonly items: readonly Literal[]; readonly mutable: boolean };

/** What a name stands for where an expression is evaluated; null if that is not known. */
export type LookUp = (name: string) => Literal | null;

/** The value of an expression made of literals alone; null for everything else. Never a guess. */
export function evaluateLiteral(node: SyntaxNode, text: string, lookUp: LookUp): Literal | null {
  switch (node.name) {
    case "None":
      return { kind: "none" };
    case "String": {
      const value = stringValue(text.slice(node.from, node.to));
      return value === null ? null : { kind: "string", value };
    }
    case "ContinuedString":
      return concatenate(elementsOf(node).map((part) => evaluateLiteral(part, text, lookUp)));
    case "BinaryExpression":
      return evaluateSum(node, text, lookUp);
    case "ParenthesizedExpression": {
      const [inner, ...others] = elementsOf(node);
      return inner === undefined || others.length > 0 ? null : evaluateLiteral(inner, text, lookUp);
    }
    case "TupleExpression":
    case "ArrayExpression":
    case "SetExpression":
      return sequenceOf(elementsOf(node), node.name !== "TupleExpression", (item) =>
        evaluateLiteral(item, text, lookUp),
      );
    case "VariableName": {
      const value = lookUp(text.slice(node.from, node.to));
      return value !== null && isMutable(value) ? null : value;
    }
    default:
      return null;
  }
}

/** A sequence of evaluated nodes, or null where one of them has no known value. */
export function sequenceOf(
  nodes: readonly SyntaxNode[],
  mutable: boolean,
  evaluate: (node: SyntaxNode) => Literal | null,
): Literal | null {
  const items: Literal[] = [];
  for (const node of nodes) {
    const item = evaluate(node);
    if (item === null) return null;
    items.push(item);
  }
  return { kind: "sequence", items, mutable };
}

/** Could a later statement change the value in place? */
export function isMutable(value: Literal): boolean {
  return value.kind === "sequence" && (value.mutable || value.items.some(isMutable));
}

/** The children of a node without brackets, commas and comments. */
export function elementsOf(node: SyntaxNode): SyntaxNode[] {
  const elements: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!PUNCTUATION.has(child.name)) elements.push(child);
  }
  return elements;
}

const PUNCTUATION = new Set(["(", ")", "[", "]", "{", "}", ",", "Comment"]);

function evaluateSum(node: SyntaxNode, text: string, lookUp: LookUp): Literal | null {
  const [left, operator, right, ...others] = elementsOf(node);
  if (left === undefined || operator === undefined || right === undefined || others.length > 0) return null;
  if (operator.name !== "ArithOp" || text.slice(operator.from, operator.to) !== "+") return null;
  return concatenate([evaluateLiteral(left, text, lookUp), evaluateLiteral(right, text, lookUp)]);
}

function concatenate(parts: readonly (Literal | null)[]): Literal | null {
  let value = "";
  for (const part of parts) {
    if (part?.kind !== "string") return null;
    value += part.value;
  }
  return { kind: "string", value };
}
