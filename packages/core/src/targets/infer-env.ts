import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { childrenOf } from "../revision/children-of.ts";
import type { EnvRead } from "./env-reads.ts";
import { argumentsOf, findEnvReads, literalOf, sourceOf, walk } from "./env-reads.ts";
import { isUrlVariable } from "./url-variable.ts";

/** What the text of an env.py alone tells. Each list is sorted and without doubles. */
export interface EnvFacts {
  /** Variables that hold a database URL: named like one, or their value goes to an engine or to `sqlalchemy.url`. */
  readonly urlEnv: readonly string[];
  /** Other variables without which it raises. */
  readonly requiredEnv: readonly string[];
  /** Does it make an async engine? */
  readonly isAsync: boolean;
}

/** Functions whose first argument, or argument `url`, is a database URL. */
const URL_TAKERS = /(?:^|\.)(?:create_engine|create_async_engine|make_url)$/u;
const ASYNC_MAKERS = /(?:^|\.)(?:create_async_engine|async_engine_from_config|AsyncEngine)$/u;
const URL_OPTION = "sqlalchemy.url";

/** Reads the text of an env.py. Nothing is executed; what is computed or read in other files stays unknown. */
export function inferEnv(text: string): EnvFacts {
  const root = parser.parse(text).topNode;
  const reads = findEnvReads(root, text);
  const used = urlValues(root, text, reads);
  const isUrl = (name: string): boolean => isUrlVariable(name) || used.has(name);
  const tested = testedNames(root, text);
  let isAsync = false;
  walk(root, (node) => {
    isAsync ||= node.name === "CallExpression" && ASYNC_MAKERS.test(sourceOf(node.firstChild, text));
  });
  const names = reads.map((read) => read.name);
  const required = reads.filter((read) => read.raises && !tested.has(read.name)).map((read) => read.name);
  return {
    urlEnv: unique(names.filter(isUrl)),
    requiredEnv: unique(required.filter((name) => !isUrl(name))),
    isAsync,
  };
}

/** Names of variables whose whole value ends up as a URL, through names and functions of this file. */
function urlValues(root: SyntaxNode, text: string, reads: readonly EnvRead[]): ReadonlySet<string> {
  const readAt = new Map(reads.map((read) => [`${read.node.from}:${read.node.to}`, read.name]));
  const flows = new Map<string, SyntaxNode[]>();
  const sinks: SyntaxNode[] = [];
  walk(root, (node) => {
    for (const { name, value } of bindingsOf(node, text))
      flows.set(name, [...(flows.get(name) ?? []), value]);
    sinks.push(...sinksOf(node, text));
  });
  const found = new Set<string>();
  const seen = new Set<string>();
  const follow = (node: SyntaxNode): void => {
    const name = readAt.get(`${node.from}:${node.to}`);
    if (name !== undefined) {
      found.add(name);
      return;
    }
    const source = sourceOf(node.name === "CallExpression" ? node.firstChild : node, text);
    const isName = node.name === "VariableName" || node.firstChild?.name === "VariableName";
    if (isName && flows.has(source) && !seen.has(source)) {
      seen.add(source);
      for (const value of flows.get(source) ?? []) follow(value);
    }
    for (const part of wholeParts(node, text)) follow(part);
  };
  for (const sink of sinks) follow(sink);
  return found;
}

/** Parts of an expression that may be its whole value: `a or b`, `a if c else b`, `str(a)`, `a.replace(…)`, `(a)`. */
function wholeParts(node: SyntaxNode, text: string): readonly SyntaxNode[] {
  switch (node.name) {
    case "ParenthesizedExpression":
    case "NamedExpression":
      return childrenOf(node);
    case "BinaryExpression":
      return node.getChild("or") === null && node.getChild("and") === null ? [] : childrenOf(node);
    case "ConditionalExpression":
      return childrenOf(node);
    case "CallExpression": {
      const callee = node.firstChild;
      if (callee?.name === "MemberExpression" && callee.firstChild !== null) return [callee.firstChild];
      return sourceOf(callee, text) === "str" ? argumentsOf(node, text).positional : [];
    }
    default:
      return [];
  }
}

/** Places where a value is taken for a database URL. */
function sinksOf(node: SyntaxNode, text: string): readonly SyntaxNode[] {
  if (node.name === "DictionaryExpression") {
    return childrenOf(node).filter((child) => {
      const colon = child.prevSibling;
      return colon?.name === ":" && literalOf(colon.prevSibling, text) === URL_OPTION;
    });
  }
  if (node.name === "AssignStatement") {
    const target = node.firstChild;
    const isOption =
      target?.name === "MemberExpression" && literalOf(target.getChild("String"), text) === URL_OPTION;
    return isOption && node.lastChild !== null ? [node.lastChild] : [];
  }
  if (node.name !== "CallExpression") return [];
  const callee = sourceOf(node.firstChild, text);
  const { positional, named } = argumentsOf(node, text);
  const after = positional.findIndex((one) => literalOf(one, text) === URL_OPTION);
  const isSetter = /\bset_(?:main|section)_option$/u.test(callee) && after >= 0;
  const isTaker = URL_TAKERS.test(callee);
  const url =
    isTaker || /(?:^|\.)(?:configure|(?:async_)?engine_from_config)$/u.test(callee)
      ? named.get("url")
      : undefined;
  return [isSetter ? positional[after + 1] : isTaker ? positional[0] : undefined, url].filter(
    (value) => value !== undefined,
  );
}

/** Names that stand for a value: `name = value`, and a function for what it returns. */
function bindingsOf(node: SyntaxNode, text: string): readonly { name: string; value: SyntaxNode }[] {
  if (node.name === "AssignStatement" || node.name === "NamedExpression") {
    const name = node.firstChild;
    const value = node.lastChild;
    if (name?.name !== "VariableName" || value === null) return [];
    return [{ name: sourceOf(name, text), value }];
  }
  if (node.name !== "FunctionDefinition") return [];
  const name = sourceOf(node.getChild("VariableName"), text);
  const values: { name: string; value: SyntaxNode }[] = [];
  walk(node, (inner) => {
    if (inner.name === "ReturnStatement" && inner.lastChild !== null)
      values.push({ name, value: inner.lastChild });
  });
  return values;
}

/** Names that stand in `"X" in os.environ`: read only where they are set. */
function testedNames(root: SyntaxNode, text: string): ReadonlySet<string> {
  const names = new Set<string>();
  walk(root, (node) => {
    if (node.name !== "BinaryExpression" || node.getChild("in") === null) return;
    const name = literalOf(node.firstChild, text);
    if (name !== null) names.add(name);
  });
  return names;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
