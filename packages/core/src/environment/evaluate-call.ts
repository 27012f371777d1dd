import type { SyntaxNode } from "@lezer/common";
import type { Arguments } from "./arguments.ts";
import { argumentsOf, decoratorsOf, parameterNames } from "./arguments.ts";
import { evaluateFormat, soleReads } from "./evaluate-template.ts";
import type { Evaluation, Frame } from "./evaluation.ts";
import { asRead, unique } from "./evaluation.ts";
import type { PythonModule } from "./python-module.ts";
import { readByForeign, readByReader, readerOf } from "./readers.ts";
import { fieldOf } from "./settings-fields.ts";
import type { UrlPart } from "./variable.ts";
import type { Value } from "./value.ts";

/** Functions that give back their first argument, as far as variables go. */
const SAME =
  /(?:^|\.)(?:str|int|make_url|quote|quote_plus|SecretStr|\w*Dsn|AnyUrl|lru_cache|cache|cached_property|MultiHostUrl|strip)$/u;
const BUILD = /(?:Dsn|Url|URL)\.build$/u;
const URL_OBJECT = /^sqlalchemy\.(?:engine\.)?(?:url\.)?URL(?:\.create)?$/u;

/** What a call gives: a variable, a settings object, what a function of the repository returns. */
export function evaluateCall(evaluator: Evaluation, node: SyntaxNode, frame: Frame): readonly Value[] {
  const callee = node.firstChild;
  if (callee === null) return [];
  const given = argumentsOf(node, frame.module);
  const property = callee.name === "MemberExpression" ? callee.getChild("PropertyName") : null;
  if (property === null || callee.firstChild === null) {
    const callees = evaluator.evaluate(callee, frame);
    return unique(callees.flatMap((one) => callValue(evaluator, one, { node, given, frame })));
  }
  const method = frame.module.source(property);
  const receivers = evaluator.evaluate(callee.firstChild, frame);
  return unique(
    receivers.flatMap((receiver) => callMethod(evaluator, { receiver, method }, { node, given, frame })),
  );
}

/** A call, and where it stands. */
export interface Call {
  readonly node: SyntaxNode;
  readonly given: Arguments;
  readonly frame: Frame;
}

function callMethod(
  evaluator: Evaluation,
  { receiver, method }: { readonly receiver: Value; readonly method: string },
  call: Call,
): readonly Value[] {
  const { given, frame } = call;
  const [first] = given.positional;
  switch (receiver.kind) {
    case "text":
      return method === "format" ? evaluateFormat(evaluator, receiver.text, given, frame) : [];
    case "read":
      // `url.replace(…)`, `secret.get_secret_value()`: still that variable.
      return [receiver];
    case "fields": {
      const key = method === "get" ? evaluator.text(first, frame) : null;
      return key === null ? [] : fieldOf(evaluator, receiver, key);
    }
    case "reader":
      return readOf(evaluator, { receiver, method }, call);
    default:
      return evaluator
        .attribute(receiver, method)
        .flatMap((value) => (value.kind === "read" ? [value] : callValue(evaluator, value, call)));
  }
}

function callValue(evaluator: Evaluation, callee: Value, call: Call): readonly Value[] {
  switch (callee.kind) {
    case "foreign":
      return callForeign(evaluator, callee.path, call);
    case "class":
      return [{ kind: "instance", of: callee.of, prefix: null }];
    case "function":
      return evaluator.returnsOf(callee.of, parametersOf(evaluator, callee, call));
    case "reader":
      return readOf(evaluator, { receiver: callee, method: null }, call);
    default:
      return [];
  }
}

function callForeign(evaluator: Evaluation, path: string, call: Call): readonly Value[] {
  const { node, given, frame } = call;
  const read = readByForeign(path, callArguments(evaluator, call));
  if (read !== null) return [asRead(read, node, frame, fallbackOf(evaluator, call))];
  const texts = new Map([...given.named].map(([name, value]) => [name, evaluator.text(value, frame)]));
  const reader = readerOf(path, texts);
  if (reader !== null) return [reader];
  if (BUILD.test(path) || URL_OBJECT.test(path)) return buildUrl(evaluator, call);
  const [first, second] = given.positional;
  if (path === "getattr") {
    const name = evaluator.text(second, frame);
    if (first === undefined || name === null) return [];
    return evaluator.evaluate(first, frame).flatMap((owner) => evaluator.attribute(owner, name));
  }
  const passed = /(?:^|\.)cast$/u.test(path) ? second : SAME.test(path) ? first : undefined;
  return passed === undefined ? [] : evaluator.evaluate(passed, frame);
}

/** `URL.create(drivername, username, password, host, port, database)` and pydantic's `PostgresDsn.build(…)`. */
const URL_ARGUMENTS: readonly (readonly [UrlPart, readonly string[]])[] = [
  ["user", ["username", "user"]],
  ["password", ["password"]],
  ["host", ["host"]],
  ["port", ["port"]],
  ["database", ["database", "path"]],
];

function buildUrl(evaluator: Evaluation, { given, frame }: Call): readonly Value[] {
  const scheme = given.named.get("drivername") ?? given.named.get("scheme") ?? given.positional[0];
  const known = evaluator.text(scheme, frame);
  const isPostgres = known === null || known.startsWith("postgres");
  return URL_ARGUMENTS.flatMap(([part, names], index) => {
    const name = names.find((one) => given.named.has(one));
    const node = name === undefined ? given.positional[index + 1] : given.named.get(name);
    if (node === undefined) return [];
    return soleReads(evaluator, node, frame).flatMap((value): readonly Value[] =>
      value.kind === "read"
        ? [{ kind: "read", read: value.read, as: "part", part: isPostgres ? part : null }]
        : [],
    );
  });
}

function readOf(
  evaluator: Evaluation,
  {
    receiver,
    method,
  }: { readonly receiver: Extract<Value, { kind: "reader" }>; readonly method: string | null },
  call: Call,
): readonly Value[] {
  const { node, frame } = call;
  const within = receiver.library === "environs" ? prefixesAround(evaluator, node, frame) : "";
  const reader = { ...receiver, prefix: receiver.prefix + within };
  const read = readByReader(reader, method, callArguments(evaluator, call));
  return read === null ? [] : [asRead(read, node, frame, fallbackOf(evaluator, call))];
}

/** `with env.prefixed("APP_"):` around a node. */
function prefixesAround(evaluator: Evaluation, node: SyntaxNode, frame: Frame): string {
  let prefix = "";
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    const calls = outer.name === "WithStatement" ? outer.getChildren("CallExpression") : [];
    for (const call of calls.toReversed()) {
      if (!frame.module.source(call.firstChild).endsWith(".prefixed")) continue;
      prefix = (evaluator.text(argumentsOf(call, frame.module).positional[0], frame) ?? "") + prefix;
    }
  }
  return prefix;
}

function callArguments(evaluator: Evaluation, { given, frame }: Call) {
  const [first] = given.positional;
  return {
    first: evaluator.text(first ?? given.named.get("key") ?? given.named.get("name"), frame),
    count: given.positional.length,
    named: new Set(given.named.keys()),
  };
}

function fallbackOf(evaluator: Evaluation, { given, frame }: Call): string | null {
  return evaluator.text(given.named.get("default") ?? given.positional[1], frame);
}

/** What is known of the parameters of a function of the repository where it is called. */
export function parametersOf(
  evaluator: Evaluation,
  { of, self }: Extract<Value, { kind: "function" }>,
  { given, frame }: Call,
): Frame["parameters"] {
  const names = parameterNames(of.node, of.module);
  const parameters = new Map<string, readonly Value[]>();
  const bound = self === null || isStatic(of.node, of.module) ? names : names.slice(1);
  if (bound.length < names.length && self !== null) parameters.set(names[0] ?? "", [self]);
  for (const [index, name] of bound.entries()) {
    const node = given.named.get(name) ?? given.positional[index];
    if (node !== undefined) parameters.set(name, evaluator.evaluate(node, frame));
  }
  return parameters;
}

function isStatic(node: SyntaxNode, module: PythonModule): boolean {
  return decoratorsOf(node).some((one) => /\bstaticmethod\b/u.test(module.source(one)));
}
