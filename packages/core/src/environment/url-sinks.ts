import type { SyntaxNode } from "@lezer/common";
import { childrenOf } from "../revision/children-of.ts";
import { stringValue } from "../revision/python-text.ts";
import { argumentsOf } from "./arguments.ts";
import type { PythonModule } from "./python-module.ts";

/** An expression that is taken for a database URL. */
export interface UrlSink {
  readonly node: SyntaxNode;
  /** By an async engine? */
  readonly isAsync: boolean;
}

/** Functions whose first argument, or argument `url`, is a database URL. */
const URL_TAKERS = /(?:^|\.)(?:create_engine|create_async_engine|make_url)$/u;
const ASYNC_MAKERS = /(?:^|\.)(?:create_async_engine|async_engine_from_config|AsyncEngine)$/u;
const URL_OPTION = "sqlalchemy.url";

/** A module without these words takes no URL. */
export const SINK_WORDS = /create_(?:async_)?engine|make_url|sqlalchemy\.url|engine_from_config/u;

/** Is it a call that makes an async engine? */
export function makesAsyncEngine(node: SyntaxNode, module: PythonModule): boolean {
  return node.name === "CallExpression" && ASYNC_MAKERS.test(module.source(node.firstChild));
}

/** The expressions of one node that are taken for a URL: of an engine, of `sqlalchemy.url`, of `context.configure`. */
export function sinksOf(node: SyntaxNode, module: PythonModule): readonly UrlSink[] {
  return nodesOf(node, module).map((one) => ({ node: one, isAsync: makesAsyncEngine(node, module) }));
}

function nodesOf(node: SyntaxNode, module: PythonModule): readonly SyntaxNode[] {
  const isOption = (one: SyntaxNode | null): boolean =>
    one?.name === "String" && stringValue(module.source(one)) === URL_OPTION;
  if (node.name === "DictionaryExpression") {
    return childrenOf(node).filter((child) => {
      const colon = child.prevSibling;
      return colon?.name === ":" && isOption(colon.prevSibling);
    });
  }
  if (node.name === "AssignStatement") {
    const target = node.firstChild;
    const isSetting = target?.name === "MemberExpression" && isOption(target.getChild("String"));
    return isSetting && node.lastChild !== null ? [node.lastChild] : [];
  }
  if (node.name !== "CallExpression") return [];
  const callee = module.source(node.firstChild);
  const { positional, named } = argumentsOf(node, module);
  const after = positional.findIndex(isOption);
  const isSetter = /\bset_(?:main|section)_option$/u.test(callee) && after >= 0;
  const isTaker = URL_TAKERS.test(callee);
  const url =
    isTaker || /(?:^|\.)(?:configure|(?:async_)?engine_from_config)$/u.test(callee)
      ? named.get("url")
      : undefined;
  return [isSetter ? positional[after + 1] : isTaker ? positional[0] : undefined, url].filter(
    (one) => one !== undefined,
  );
}
