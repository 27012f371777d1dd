import type { SyntaxNode } from "@lezer/common";
import { elementsOf, evaluateLiteral } from "./evaluate-literal.ts";

/** A `raise` that a function always comes to: at its top level, with no `return` before it. */
export interface RaiseStatement {
  readonly line: number;
  /** As it is written: `NotImplementedError`. */
  readonly exception: string;
  /** What it is raised with; null where that is nothing. */
  readonly reason: string | null;
}

/**
 * The `raise` that statements of one level always come to: the first one, if no `return` stands before
 * it. One inside of an `if`, a loop or a `try` is none: it depends. A `raise` of nothing neither: there is
 * nothing to raise again. The line counts from the first of `code`.
 */
export function raiseOf(statements: readonly SyntaxNode[], code: string): RaiseStatement | null {
  for (const node of statements) {
    if (node.name === "ReturnStatement") return null;
    if (node.name !== "RaiseStatement") continue;
    const raised = elementsOf(node)[1];
    if (raised === undefined) return null;
    const line = code.slice(0, node.from).split("\n").length;
    const called = raised.name === "CallExpression" ? raised.firstChild : null;
    const named = called ?? raised;
    const reason = called === null ? null : reasonOf(raised.getChild("ArgList"), code);
    return { line, exception: oneLine(code.slice(named.from, named.to)), reason };
  }
  return null;
}

/** A literal text as it is, anything else as it is written. */
function reasonOf(list: SyntaxNode | null, code: string): string | null {
  if (list === null) return null;
  const [first, ...others] = elementsOf(list);
  if (first === undefined) return null;
  const value = others.length === 0 ? evaluateLiteral(first, code, () => null) : null;
  const said = value?.kind === "string" ? value.value : code.slice(list.from + 1, list.to - 1);
  return oneLine(said) || null;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim();
}
