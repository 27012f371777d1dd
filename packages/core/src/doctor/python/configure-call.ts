import type { SyntaxNode } from "@lezer/common";
import { childrenOf } from "../../revision/children-of.ts";
import { argumentsOf } from "../../environment/arguments.ts";
import { type PythonModule, walk } from "../../environment/python-module.ts";
import { literalOf, parsePython } from "./parse-python.ts";

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
  const module = parsePython(text);
  walk(module.root, (node) => {
    if (
      node.name === "CallExpression" &&
      /(?:^|\.)context\.configure$|^configure$/u.test(module.source(node.firstChild))
    ) {
      calls.push(callOf(node, module));
    }
  });
  return calls;
}

function callOf(node: SyntaxNode, module: PythonModule): ConfigureCall {
  const { named } = argumentsOf(node, module);
  const list = module.source(node.getChild("ArgList"));
  const spread = [...list.matchAll(/\*\*\s*([A-Za-z_]\w*)\s*[,)]/gu)].map(([, name]) =>
    optionsOf(name ?? "", module),
  );
  const values = new Map<string, Value>();
  for (const options of spread) for (const [name, value] of options ?? []) values.set(name, value);
  for (const [name, value] of named) {
    values.set(name, { source: module.source(value), literal: literalOf(value, module) });
  }
  return {
    line: module.lineAt(node.from),
    isOpen: spread.includes(null) || spread.length !== (list.match(/\*\*/gu) ?? []).length,
    source: (name) => values.get(name)?.source ?? null,
    literal: (name) => values.get(name)?.literal ?? null,
  };
}

interface Value {
  readonly source: string;
  readonly literal: string | null;
}

/** The entries of `NAME = { "key": value }` or `NAME = dict(key=value)`; null where it is built in another way. */
function optionsOf(name: string, module: PythonModule): ReadonlyMap<string, Value> | null {
  const bound: SyntaxNode[] = [];
  let isChanged = false;
  walk(module.root, (node) => {
    if (node.name === "AssignStatement" && module.source(node.firstChild) === name && node.lastChild !== null)
      bound.push(node.lastChild);
    if (node.name === "MemberExpression" && module.source(node.firstChild) === name) isChanged = true;
  });
  const [value] = bound;
  if (value === undefined || bound.length > 1 || isChanged) return null;
  const valueOf = (node: SyntaxNode): Value => ({
    source: module.source(node),
    literal: literalOf(node, module),
  });
  if (value.name === "CallExpression" && module.source(value.firstChild) === "dict") {
    const { positional, named } = argumentsOf(value, module);
    if (positional.length > 0 || module.source(value).includes("**")) return null;
    return new Map([...named].map(([key, node]) => [key, valueOf(node)]));
  }
  if (value.name !== "DictionaryExpression" || module.source(value).includes("**")) return null;
  const entries = new Map<string, Value>();
  for (const colon of childrenOf(value).filter((child) => child.name === ":")) {
    const key = literalOf(colon.prevSibling, module);
    if (key === null || colon.nextSibling === null) return null;
    entries.set(key, valueOf(colon.nextSibling));
  }
  return entries;
}
