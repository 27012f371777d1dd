import type { SyntaxNode } from "@lezer/common";
import { argumentsOf } from "../../environment/arguments.ts";
import { type PythonModule, walk } from "../../environment/python-module.ts";
import { childrenOf } from "../../revision/children-of.ts";
import { isDatabaseUrl } from "../../urls/database-url.ts";
import { literalOf, parsePython } from "../python/parse-python.ts";
import type { Detector } from "../repository.ts";

/** Calls that make an engine of a URL. */
const MAKERS = /(?:^|\.)(?:create_engine|create_async_engine)$/u;
/** Calls that make an engine of the config, with whatever URL that holds. */
const FROM_CONFIG = /(?:^|\.)(?:async_)?engine_from_config$/u;
const SETTERS = /\bset_(?:main|section)_option$/u;

/** env.py that goes to the URL in its own text, whatever ini, variable or `-x` say. */
export const urlIgnored: Detector = ({ subjects }) =>
  subjects.flatMap((subject) => {
    const { envText, envFile, name } = subject;
    const place = envText === null ? null : hardCodedUrl(envText);
    if (place === null || envFile === null) return [];
    return [
      {
        code: "MX928" as const,
        message: `${name}: env.py connects to a URL of its own, whatever it is given.`,
        hint: 'Let it be given: url = os.environ.get("DATABASE_URL") or config.get_main_option("sqlalchemy.url").',
        object: `target:${name}`,
        file: envFile,
        line: place,
      },
    ];
  });

/** The line of the written URL that env.py surely connects to; null where another may be meant. */
function hardCodedUrl(text: string): number | null {
  const module = parsePython(text);
  const constants = literalNames(module);
  const sinks: { readonly node: SyntaxNode; readonly written: boolean }[] = [];
  let setsConfig: SyntaxNode | null = null;
  let fromConfig = false;
  walk(module.root, (node) => {
    if (node.name !== "CallExpression") return;
    const callee = module.source(node.firstChild);
    const { positional, named } = argumentsOf(node, module);
    if (FROM_CONFIG.test(callee)) fromConfig = true;
    if (MAKERS.test(callee)) {
      const url = positional[0] ?? named.get("url") ?? null;
      sinks.push({ node, written: isWritten(url, module, constants) });
    }
    if (SETTERS.test(callee)) {
      const at = positional.findIndex((one) => literalOf(one, module) === "sqlalchemy.url");
      if (at < 0) return;
      const written = isWritten(positional[at + 1] ?? null, module, constants) && !isConditional(node);
      if (written) setsConfig ??= node;
      else sinks.push({ node, written: false });
    }
  });
  if (sinks.some((sink) => !sink.written)) return null;
  if (setsConfig !== null && fromConfig) return module.lineAt((setsConfig as SyntaxNode).from);
  const [first] = sinks;
  // `connectable = config.attributes.get("connection")`: a caller may give one.
  if (first === undefined || fromConfig || /\.attributes\b/u.test(text)) return null;
  return module.lineAt(first.node.from);
}

function isWritten(
  node: SyntaxNode | null,
  module: PythonModule,
  constants: ReadonlyMap<string, string | null>,
): boolean {
  const value =
    literalOf(node, module) ?? (node?.name === "VariableName" ? constants.get(module.source(node)) : null);
  return typeof value === "string" && isDatabaseUrl(value);
}

/** Names that are bound once, to a plain string. */
function literalNames(module: PythonModule): ReadonlyMap<string, string | null> {
  const names = new Map<string, string | null>();
  walk(module.root, (node) => {
    if (node.name !== "AssignStatement") return;
    const [target] = childrenOf(node);
    if (target?.name !== "VariableName") return;
    const name = module.source(target);
    names.set(name, names.has(name) ? null : literalOf(node.lastChild, module));
  });
  return names;
}

function isConditional(node: SyntaxNode): boolean {
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (/^(?:IfStatement|TryStatement|ForStatement|WhileStatement|FunctionDefinition)$/u.test(outer.name))
      return true;
  }
  return false;
}
