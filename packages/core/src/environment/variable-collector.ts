import type { SyntaxNode } from "@lezer/common";
import { stringValue } from "../revision/python-text.ts";
import { isUrlField, isUrlVariable } from "../targets/url-variable.ts";
import { compareCodePoints } from "../text/compare-code-points.ts";
import { argumentsOf } from "./arguments.ts";
import { parametersOf } from "./evaluate-call.ts";
import type { Evaluation, Frame } from "./evaluation.ts";
import { NONE } from "./evaluation.ts";
import type { PythonModule } from "./python-module.ts";
import { walk } from "./python-module.ts";
import { settingsConfigOf } from "./settings-class.ts";
import { factoriesOf, variablesOf } from "./settings-fields.ts";
import { sinksOf } from "./url-sinks.ts";
import type { ClassRef, Value, VariableRead } from "./value.ts";
import type { EnvironmentFacts, TargetVariable, UrlPart, VariableRole } from "./variable.ts";

/** What is known of a variable so far. */
interface Collected {
  /** The place that is told: the first that goes into a URL, else the first. */
  read: VariableRead;
  /** What becomes of its value; null: no way to a URL was seen. */
  flow: "url" | "url-part" | null;
  part: UrlPart | null;
  /** Does its name or its type say that it is a URL? */
  looksLikeUrl: boolean;
  required: boolean;
  isAsync: boolean;
}

/** What one place says of a variable. */
interface Seen {
  readonly flow: Collected["flow"];
  readonly part: UrlPart | null;
  readonly isAsync: boolean;
}

const READ_ONLY: Seen = { flow: null, part: null, isAsync: false };

/** Gathers the variables that running code reads, and what each is for. */
export class VariableCollector {
  readonly #evaluator: Evaluation;
  readonly #env: PythonModule;
  readonly #found = new Map<string, Collected>();
  readonly #envFiles = new Set<string>();
  /** Functions, classes and factories whose bodies were looked at. */
  readonly #done = new Set<string>();
  readonly #tested = new Map<PythonModule, ReadonlySet<string>>();

  constructor(evaluator: Evaluation, env: PythonModule) {
    this.#evaluator = evaluator;
    this.#env = env;
  }

  /** A module of which everything counts, functions too. */
  readAll(module: PythonModule): void {
    this.#run(module.root, { module, parameters: NONE }, true);
  }

  /** A module that is imported: what stands outside of functions runs, and the functions that it calls. */
  readModule(module: PythonModule): void {
    this.#run(module.root, { module, parameters: NONE }, false);
  }

  result(): Omit<EnvironmentFacts, "isAsync"> {
    const variables = [...this.#found.values()].map(describe);
    variables.sort((left, right) => compareCodePoints(left.name, right.name));
    return { variables, envFiles: [...this.#envFiles] };
  }

  #run(root: SyntaxNode, frame: Frame, isWhole: boolean): void {
    walk(root, (node) => {
      if (node.from !== root.from && !isWhole && /^(?:FunctionDefinition|LambdaExpression)$/u.test(node.name))
        return false;
      if (isForTypesOnly(node, frame.module)) return false;
      for (const sink of sinksOf(node, frame.module))
        for (const value of this.#evaluator.evaluate(sink.node, frame)) this.#take(value, sink.isAsync);
      if (node.name === "CallExpression") this.#call(node, frame);
      // `settings.name` reads nothing: making the object did.
      else if (node.name === "MemberExpression" && node.getChild("[") !== null) this.#reads(node, frame);
      return true;
    });
  }

  /** A value that is taken for a URL. */
  #take(value: Value, isAsync: boolean): void {
    if (value.kind !== "read") return;
    if (value.as === "whole") this.#add(value.read, { flow: "url", part: null, isAsync });
    else this.#add(value.read, { flow: "url-part", part: value.part, isAsync: false });
  }

  #call(node: SyntaxNode, frame: Frame): void {
    this.#reads(node, frame);
    if (node.firstChild === null) return;
    for (const callee of this.#evaluator.evaluate(node.firstChild, frame)) {
      if (callee.kind === "class") this.#make(callee.of, node, frame);
      if (callee.kind !== "function" || !this.#isNew(`${callee.of.module.file}:${callee.of.node.from}`))
        continue;
      const body = callee.of.node.getChild("Body");
      const call = { node, given: argumentsOf(node, frame.module), frame };
      const parameters = parametersOf(this.#evaluator, callee, call);
      if (body !== null) this.#run(body, { module: callee.of.module, parameters }, false);
    }
  }

  /** Variables that the node itself reads. */
  #reads(node: SyntaxNode, frame: Frame): void {
    for (const value of this.#evaluator.evaluate(node, frame)) {
      // Not what a function returns or a name stands for: that is read elsewhere.
      if (value.kind !== "read" || value.read.node.from !== node.from || value.read.node.to !== node.to)
        continue;
      if (value.read.module !== frame.module || isWritten(node)) continue;
      this.#add(value.read, READ_ONLY);
    }
  }

  /** A settings object is made: all its fields are read. */
  #make(of: ClassRef, call: SyntaxNode, frame: Frame): void {
    const config = settingsConfigOf(this.#evaluator, of);
    const key = `${of.module.file}:${of.node.from}`;
    if (config === null) {
      this.#initialise(of, key);
      return;
    }
    const given = argumentsOf(call, frame.module).named;
    if (given.size === 0 && !this.#isNew(key)) return;
    const files = given.get("_env_file");
    const own = files === undefined ? config.envFiles : [this.#evaluator.text(files, frame) ?? ""];
    for (const file of own) if (file !== "") this.#envFiles.add(file);
    const instance = { kind: "instance" as const, of, prefix: null };
    for (const read of variablesOf(this.#evaluator, instance)) {
      const field = read.via.split(".").at(-1) ?? "";
      const isSafe = given.has(field) || hasUnknownArguments(call, frame.module) || isGuarded(call);
      this.#add(isSafe ? { ...read, raises: false } : read, READ_ONLY);
    }
    for (const factory of factoriesOf(this.#evaluator, instance)) this.#factory(factory, call, frame);
  }

  #factory(factory: Value, call: SyntaxNode, frame: Frame): void {
    if (factory.kind === "class") this.#make(factory.of, call, { ...frame, parameters: NONE });
    if (factory.kind !== "function" || !this.#isNew(`${factory.of.module.file}:${factory.of.node.from}`))
      return;
    this.#run(factory.of.node, { module: factory.of.module, parameters: NONE }, false);
  }

  /** A plain class of the repository: its `__init__` runs. */
  #initialise(of: ClassRef, key: string): void {
    if (!this.#isNew(key)) return;
    const self: Value = { kind: "instance", of, prefix: null };
    const [init] = this.#evaluator.classAttribute(of, "__init__", self);
    const body = init?.kind === "function" ? init.of.node.getChild("Body") : null;
    if (init?.kind === "function" && body !== null)
      this.#run(body, { module: init.of.module, parameters: new Map([["self", [self]]]) }, false);
  }

  #looksLikeUrl(read: VariableRead): boolean {
    const [name] = read.names;
    const raises = this.#raises(read);
    if (read.isField) return raises && (read.isDsn || (read.isText && isUrlField(name)));
    return (read.module === this.#env || raises) && isUrlVariable(name);
  }

  #raises(read: VariableRead): boolean {
    if (!read.raises || isGuarded(read.node)) return false;
    return read.isField || !this.#testedIn(read.module).has(read.names[0]);
  }

  #add(read: VariableRead, { flow, part, isAsync }: Seen): void {
    const [name] = read.names;
    const required = this.#raises(read);
    const looksLikeUrl = this.#looksLikeUrl(read);
    const known = this.#found.get(name);
    if (known === undefined) {
      this.#found.set(name, { read, flow, part, looksLikeUrl, required, isAsync });
      return;
    }
    const told = known.flow === null && flow !== null ? read : known.read;
    known.read = { ...told, fallback: told.fallback ?? known.read.fallback ?? read.fallback };
    // In two different places of a URL: what to give it is not unmistakable.
    if (flow === "url-part") known.part = known.flow === "url-part" && known.part !== part ? null : part;
    if (flow !== null && known.flow !== "url") known.flow = flow;
    known.looksLikeUrl ||= looksLikeUrl;
    known.required ||= required;
    known.isAsync ||= isAsync;
  }

  #testedIn(module: PythonModule): ReadonlySet<string> {
    let names = this.#tested.get(module);
    if (names === undefined) {
      names = testedNames(module);
      this.#tested.set(module, names);
    }
    return names;
  }

  #isNew(key: string): boolean {
    if (this.#done.has(key)) return false;
    this.#done.add(key);
    return true;
  }
}

function describe({ read, flow, part, looksLikeUrl, required, isAsync }: Collected): TargetVariable {
  const [name, ...alternatives] = read.names;
  const role: VariableRole = flow ?? (looksLikeUrl ? "url" : required ? "required" : "optional");
  const { ignoreCase, fallback, module, node, via } = read;
  return {
    name,
    alternatives,
    role,
    part: role === "url-part" ? part : null,
    required,
    ignoreCase,
    fallback,
    isAsync,
    file: module.file,
    line: module.lineAt(node.from),
    via,
  };
}

/** `if TYPE_CHECKING:` does not run, nor does `if __name__ == "__main__":` of what is imported. */
function isForTypesOnly(node: SyntaxNode, module: PythonModule): boolean {
  if (node.name !== "Body" || node.parent?.name !== "IfStatement") return false;
  const condition = node.prevSibling;
  return /^(?:(?:\w+\.)?TYPE_CHECKING|__name__\b.*)$/u.test(module.source(condition));
}

/** `environ["X"] = …` and `del environ["X"]` are no reads. */
function isWritten(node: SyntaxNode): boolean {
  const parent = node.parent?.name;
  return (
    (parent === "AssignStatement" && node.nextSibling?.name === "AssignOp") || parent === "DeleteStatement"
  );
}

/** Inside `try:` the missing variable is likely expected. */
function isGuarded(node: SyntaxNode): boolean {
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (outer.name === "FunctionDefinition") return false;
    if (outer.name === "TryStatement") return outer.getChild("except") !== null;
  }
  return false;
}

/** `Settings(**values)`, `Settings(_secrets_dir=…)`: which fields are given is not to be seen. */
function hasUnknownArguments(call: SyntaxNode, module: PythonModule): boolean {
  return /\*\*|\b_secrets_dir\b/u.test(module.source(call.getChild("ArgList")));
}

/** Names that stand in `"X" in os.environ`, or in a condition like `if os.environ.get("X")`: read only where they are set. */
function testedNames(module: PythonModule): ReadonlySet<string> {
  const names = new Set<string>();
  walk(module.root, (node) => {
    if (node.name === "ConditionalExpression" || node.name === "IfStatement") {
      for (const name of conditionNames(node, module)) names.add(name);
    }
    if (node.name !== "BinaryExpression" || node.getChild("in") === null) return;
    const text = node.firstChild?.name === "String" ? stringValue(module.source(node.firstChild)) : null;
    if (text !== null) names.add(text);
  });
  return names;
}

/** Variables whose presence a condition asks for. */
function conditionNames(node: SyntaxNode, module: PythonModule): readonly string[] {
  return [...node.getChildren("if"), ...node.getChildren("elif")].flatMap((word) => {
    const condition = module.source(word.nextSibling);
    return [...condition.matchAll(/(?:environ\.get|getenv)\(\s*["'](\w+)["']/gu)].map(
      ([, name]) => name ?? "",
    );
  });
}
