import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { argumentsOf, literalOf, sourceOf, walk } from "../../targets/env-reads.ts";
import { lineAt } from "../line-at.ts";

/** One call of `context.configure` in an env.py. */
export interface ConfigureCall {
  readonly line: number;
  /** Are there arguments that only Python can tell (`**options`)? */
  readonly isOpen: boolean;
  /** Source of a named argument; null where it is not given. */
  readonly source: (name: string) => string | null;
  /** Value of a named argument that is a plain string; null for anything else. */
  readonly literal: (name: string) => string | null;
}

/** The calls of `context.configure` in a text. */
export function configureCalls(text: string): readonly ConfigureCall[] {
  if (!text.includes("configure")) return [];
  const calls: ConfigureCall[] = [];
  walk(parser.parse(text).topNode, (node) => {
    if (
      node.name === "CallExpression" &&
      /(?:^|\.)context\.configure$|^configure$/u.test(sourceOf(node.firstChild, text))
    ) {
      calls.push(callOf(node, text));
    }
  });
  return calls;
}

function callOf(node: SyntaxNode, text: string): ConfigureCall {
  const { named } = argumentsOf(node, text);
  return {
    line: lineAt(text, node.from),
    isOpen: /\*\*/u.test(sourceOf(node.getChild("ArgList"), text)),
    source: (name) => (named.has(name) ? sourceOf(named.get(name) ?? null, text) : null),
    literal: (name) => literalOf(named.get(name) ?? null, text),
  };
}
