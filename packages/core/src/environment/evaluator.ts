import type { SyntaxNode } from "@lezer/common";
import { elementsOf } from "../revision/evaluate-literal.ts";
import { stringValue } from "../revision/python-text.ts";
import { evaluateCall } from "./evaluate-call.ts";
import { evaluateTemplate } from "./evaluate-template.ts";
import type { Evaluation, Frame } from "./evaluation.ts";
import { asRead, NONE, unique } from "./evaluation.ts";
import type { ModuleLookup, ModuleText, NameBinding } from "./python-module.ts";
import { PythonModule, walk } from "./python-module.ts";
import { isEnviron, readOfDynaconf } from "./readers.ts";
import { attributeOfInstance, fieldOf } from "./settings-fields.ts";
import type { ClassRef, Value, VariableRead } from "./value.ts";

/** More steps than any settings module takes; what is beyond them stays unknown. */
const MOST_STEPS = 50_000;

/**
 * Follows Python expressions through the modules of a repository, without running anything: what a name was bound to,
 * what a function returns, which field of a settings class an attribute is. What it cannot follow is an empty list.
 */
export class Evaluator implements Evaluation {
  readonly #lookup: ModuleLookup;
  readonly #modules = new Map<string, PythonModule | null>();
  readonly #parsed = new WeakMap<ModuleText, PythonModule>();
  readonly #known = new Map<string, readonly Value[]>();
  readonly #remembered = new Map<string, unknown>();
  readonly #atWork = new Set<string>();
  #steps = 0;
  /** How often a circle was cut: what was found meanwhile may be incomplete, and is not kept. */
  #cuts = 0;

  constructor(lookup: ModuleLookup) {
    this.#lookup = lookup;
  }

  /** The module of that name, if it belongs to the repository. */
  module(name: string): PythonModule | null {
    let module = this.#modules.get(name);
    if (module === undefined) {
      const text = this.#lookup(name);
      module = text === null ? null : (this.#parsed.get(text) ?? new PythonModule(text));
      if (text !== null && module !== null) this.#parsed.set(text, module);
      this.#modules.set(name, module);
    }
    return module;
  }

  /** Everything that an expression may stand for. */
  evaluate(node: SyntaxNode, frame: Frame): readonly Value[] {
    if (++this.#steps > MOST_STEPS) return [];
    const key = `${frame.module.file}:${node.from}:${node.to}:${node.name}`;
    const known = frame.parameters.size === 0 ? this.#known.get(key) : undefined;
    if (known !== undefined) return known;
    // A name that is made of itself (`url = url.strip()`), or a function that calls itself.
    if (this.#atWork.has(key)) return this.#cut();
    const cuts = this.#cuts;
    this.#atWork.add(key);
    const values = this.#evaluate(node, frame);
    this.#atWork.delete(key);
    if (frame.parameters.size === 0 && (this.#cuts === cuts || this.#atWork.size === 0))
      this.#known.set(key, values);
    return values;
  }

  /** The value of a literal text, or of a name that stands for exactly one; null otherwise. */
  text(node: SyntaxNode | null | undefined, frame: Frame): string | null {
    if (node === null || node === undefined) return null;
    if (node.name === "String") return stringValue(frame.module.source(node));
    const values = this.evaluate(node, frame);
    const [only] = values;
    return values.length === 1 && only?.kind === "text" ? only.text : null;
  }

  /** What `value.name` may be. */
  attribute(value: Value, name: string): readonly Value[] {
    switch (value.kind) {
      case "module":
        return this.#memberOf(value.module, name);
      case "foreign":
        return [{ kind: "foreign", path: `${value.path}.${name}` }];
      case "class":
        return this.classAttribute(value.of, name, value);
      case "instance":
        return attributeOfInstance(this, value, name);
      case "fields":
        // `info.data` of pydantic 2.
        return name === "data" ? [value] : [];
      case "read":
        return value.read.via.startsWith("dynaconf ") ? [dynaconfPart(value.read, name)] : [];
      case "function":
      case "reader":
      case "text":
        return [];
    }
  }

  /** An attribute that a class body binds, or that of one of its bases in the repository. */
  classAttribute(of: ClassRef, name: string, self: Value): readonly Value[] {
    for (const one of this.lineage(of)) {
      const body = one.node.getChild("Body");
      const found = body === null ? undefined : one.module.namesIn(one.node).get(name);
      if (found !== undefined)
        return found.flatMap((binding) =>
          this.#bound(binding, { module: one.module, parameters: NONE }, self),
        );
    }
    return [];
  }

  remember<T>(of: ClassRef, what: string, make: () => T): T {
    const key = `${of.module.file}:${of.node.from}:${what}`;
    if (this.#remembered.has(key)) return this.#remembered.get(key) as T;
    const cuts = this.#cuts;
    const made = make();
    if (this.#cuts === cuts) this.#remembered.set(key, made);
    return made;
  }

  /** A class and its bases in the repository, as Python looks up attributes (bases in order, each with its own). */
  lineage(of: ClassRef): readonly ClassRef[] {
    return this.remember(of, "lineage", () => this.#lineage(of));
  }

  #lineage(of: ClassRef): readonly ClassRef[] {
    const found: ClassRef[] = [];
    const add = (one: ClassRef): void => {
      if (found.some((known) => isSame(known, one)) || found.length > 40) return;
      found.push(one);
      for (const base of this.bases(one)) if (base.kind === "class") add(base.of);
    };
    add(of);
    return found;
  }

  /** What the bases of a class are. */
  bases(of: ClassRef): readonly Value[] {
    const list = of.node.getChild("ArgList");
    const nodes = list === null ? [] : elementsOf(list);
    return nodes
      .filter((node) => node.nextSibling?.name !== "AssignOp" && node.prevSibling?.name !== "AssignOp")
      .flatMap((node) => this.evaluate(node, { module: of.module, parameters: NONE }));
  }

  /** What a function returns, with its parameters known as far as given. */
  returnsOf(of: ClassRef, parameters: Frame["parameters"]): readonly Value[] {
    const values: Value[] = [];
    const body = of.node.getChild("Body");
    if (body === null) return values;
    walk(body, (node) => {
      if (node.name === "FunctionDefinition" || node.name === "LambdaExpression") return false;
      const value = node.name === "ReturnStatement" ? node.lastChild : null;
      if (value !== null && value.name !== "return")
        values.push(...this.evaluate(value, { module: of.module, parameters }));
      return true;
    });
    return unique(values);
  }

  #cut(): readonly Value[] {
    this.#cuts++;
    return [];
  }

  #evaluate(node: SyntaxNode, frame: Frame): readonly Value[] {
    switch (node.name) {
      case "VariableName":
        return this.#name(node, frame);
      case "MemberExpression":
        return this.#member(node, frame);
      case "CallExpression":
        return evaluateCall(this, node, frame);
      case "ParenthesizedExpression":
        return elementsOf(node).flatMap((inner) => this.evaluate(inner, frame));
      case "NamedExpression":
      case "AwaitExpression":
        return node.lastChild === null ? [] : this.evaluate(node.lastChild, frame);
      case "ConditionalExpression":
        return this.#all([node.firstChild, node.lastChild], frame);
      case "BinaryExpression":
        if (node.getChild("or") !== null || node.getChild("and") !== null)
          return this.#all([node.firstChild, node.lastChild], frame);
        return evaluateTemplate(this, node, frame);
      case "String":
      case "ContinuedString":
      case "FormatString":
        return evaluateTemplate(this, node, frame);
      default:
        return [];
    }
  }

  #all(nodes: readonly (SyntaxNode | null)[], frame: Frame): readonly Value[] {
    return unique(nodes.flatMap((node) => (node === null ? [] : this.evaluate(node, frame))));
  }

  #name(node: SyntaxNode, frame: Frame): readonly Value[] {
    const name = frame.module.source(node);
    const bindings = frame.module.lookUp(name, node);
    if (bindings.length === 0) {
      const starred = this.#starred(frame.module, name);
      // A name of Python itself: `str`, `int`, `getattr`.
      return starred.length > 0 ? starred : [{ kind: "foreign", path: name }];
    }
    return unique(bindings.flatMap((binding) => this.#bound(binding, frame, null)));
  }

  #bound(binding: NameBinding, frame: Frame, self: Value | null): readonly Value[] {
    switch (binding.kind) {
      case "value":
        return this.evaluate(binding.node, frame);
      case "function":
        return [{ kind: "function", of: { module: frame.module, node: binding.node }, self }];
      case "class":
        return [{ kind: "class", of: { module: frame.module, node: binding.node } }];
      case "parameter":
        return this.#parameter(binding.node, frame);
      case "import":
        return this.#imported(binding.module, binding.name);
    }
  }

  /** What was given for a parameter; else its default, and an object of the class that it is said to be. */
  #parameter(node: SyntaxNode, frame: Frame): readonly Value[] {
    const given = frame.parameters.get(frame.module.source(node));
    if (given !== undefined) return given;
    const type = node.nextSibling?.name === "TypeDef" ? node.nextSibling : null;
    const equals = (type ?? node).nextSibling;
    const fallback = equals?.name === "AssignOp" ? equals.nextSibling : null;
    const values = fallback === null ? [] : this.evaluate(fallback, frame);
    const annotation = type?.lastChild;
    const classes = annotation ? this.evaluate(annotation, frame).filter((one) => one.kind === "class") : [];
    return [...values, ...classes.map(({ of }): Value => ({ kind: "instance", of, prefix: null }))];
  }

  #imported(moduleName: string, name: string | null): readonly Value[] {
    const module = this.module(moduleName);
    if (module === null) {
      // A folder without `__init__.py` has modules all the same.
      const inner = name === null ? null : this.module(`${moduleName}.${name}`);
      if (inner !== null) return [{ kind: "module", module: inner }];
      return [{ kind: "foreign", path: name === null ? moduleName : `${moduleName}.${name}` }];
    }
    return name === null ? [{ kind: "module", module }] : this.#memberOf(module, name);
  }

  #memberOf(module: PythonModule, name: string): readonly Value[] {
    const key = `${module.file}#${name}`;
    if (this.#atWork.has(key)) return this.#cut();
    this.#atWork.add(key);
    const bindings = module.namesIn(module.root).get(name) ?? [];
    const frame: Frame = { module, parameters: NONE };
    let values = bindings.flatMap((binding) => this.#bound(binding, frame, null));
    if (bindings.length === 0) {
      const inner = this.module(`${module.name}.${name}`);
      values = inner === null ? [...this.#starred(module, name)] : [{ kind: "module", module: inner }];
    }
    this.#atWork.delete(key);
    return unique(values);
  }

  /** A name that comes by `from … import *`. */
  #starred(module: PythonModule, name: string): readonly Value[] {
    for (const binding of module.namesIn(module.root).get("*") ?? []) {
      const origin = binding.kind === "import" ? this.module(binding.module) : null;
      const found = origin === null ? [] : this.#memberOf(origin, name);
      if (found.length > 0) return found;
    }
    return [];
  }

  #member(node: SyntaxNode, frame: Frame): readonly Value[] {
    const object = node.firstChild;
    if (object === null) return [];
    const property = node.getChild("PropertyName");
    const owners = this.evaluate(object, frame);
    if (property !== null) {
      const name = frame.module.source(property);
      return unique(
        owners.flatMap((owner) =>
          owner.kind === "reader" ? this.#readerKey(owner, name, node, frame) : this.attribute(owner, name),
        ),
      );
    }
    const key = this.text(node.lastChild?.prevSibling, frame);
    if (key === null) return [];
    return unique(
      owners.flatMap((owner) => {
        if (isEnviron(owner)) return [environRead(key, node, frame)];
        if (owner.kind === "fields") return fieldOf(this, owner, key);
        return owner.kind === "reader" ? this.#readerKey(owner, key, node, frame) : [];
      }),
    );
  }

  #readerKey(
    reader: Extract<Value, { kind: "reader" }>,
    key: string,
    node: SyntaxNode,
    frame: Frame,
  ): readonly Value[] {
    if (reader.library !== "dynaconf") return [];
    return [asRead({ ...readOfDynaconf(reader.prefix, key) }, node, frame)];
  }
}

function environRead(name: string, node: SyntaxNode, frame: Frame): Value {
  return asRead({ name, raises: true, ignoreCase: false, via: "os.environ" }, node, frame);
}

function dynaconfPart(read: VariableRead, name: string): Value {
  const names: readonly [string] = [`${read.names[0]}__${name.toUpperCase()}`];
  return { kind: "read", as: "whole", read: { ...read, names, via: `${read.via}.${name}` } };
}

function isSame(left: ClassRef, right: ClassRef): boolean {
  return left.module === right.module && left.node.from === right.node.from;
}
