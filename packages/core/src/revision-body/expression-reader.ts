import type { SyntaxNode } from "@lezer/common";
import { argumentsOf, parameterNames } from "../environment/arguments.ts";
import type { NameBinding, PythonModule } from "../environment/python-module.ts";
import { childrenOf } from "../revision/children-of.ts";
import { elementsOf } from "../revision/evaluate-literal.ts";
import { stringValue } from "../revision/python-text.ts";
import type { BodyNames } from "./body-names.ts";
import { DEEPEST, isConstantIn } from "./constants.ts";
import type { Call, Hole, Value } from "./revision-body.ts";

/** What people call things, where a star import or a snippet leaves them without one. */
const USUAL: Readonly<Record<string, string>> = { op: "alembic.op", sa: "sqlalchemy" };
/** Reads what expressions of a revision file stand for. */
export class ExpressionReader {
  readonly #module: PythonModule;
  readonly #names: BodyNames;
  readonly #callOf: (node: SyntaxNode) => Call;

  constructor(module: PythonModule, names: BodyNames, callOf: (node: SyntaxNode) => Call) {
    this.#module = module;
    this.#names = names;
    this.#callOf = callOf;
  }

  /** The path of an expression, see `Call`; null where it has none. */
  pathOf(node: SyntaxNode | null, depth = 0): string | null {
    if (node === null || depth > DEEPEST) return null;
    switch (node.name) {
      case "VariableName":
        return this.#pathOfName(node, depth);
      case "MemberExpression": {
        const owner = this.pathOf(node.firstChild, depth + 1);
        const property = node.getChild("PropertyName");
        if (owner === null) return null;
        return property === null ? `${owner}[]` : `${owner}.${this.#module.source(property)}`;
      }
      case "CallExpression": {
        const callee = this.pathOf(node.firstChild, depth + 1);
        return callee === null ? null : `${callee}()`;
      }
      case "ParenthesizedExpression": {
        const [inner, ...others] = elementsOf(node);
        return others.length > 0 ? null : this.pathOf(inner ?? null, depth + 1);
      }
      default:
        return null;
    }
  }

  #pathOfName(node: SyntaxNode, depth: number): string | null {
    const name = this.#module.source(node);
    const binding = this.#bindingAt(name, node);
    if (binding === null) return USUAL[name] ?? `~${name}`;
    switch (binding.kind) {
      case "import":
        return binding.name === null ? binding.module : `${binding.module}.${binding.name}`;
      case "value":
        if (this.#names.isUnstable(name)) return `~${name}`;
        return this.pathOf(binding.node, depth + 1) ?? `~${name}`;
      case "parameter":
        return this.#pathOfParameter(name, binding.node, depth) ?? `~${name}`;
      case "function":
      case "class":
        return `#${name}`;
    }
  }

  /** What a function of the file is given, where all of its calls give the same. */
  #pathOfParameter(name: string, parameter: SyntaxNode, depth: number): string | null {
    const paths = new Set(this.given(name, parameter).map((node) => this.pathOf(node, depth + 1)));
    return paths.size === 1 ? ([...paths][0] ?? null) : null;
  }

  /** The arguments that calls in the file give for a parameter; empty where that cannot be told. */
  given(name: string, parameter: SyntaxNode): readonly SyntaxNode[] {
    const definition = parameter.parent?.parent ?? null;
    if (definition?.name !== "FunctionDefinition") return [];
    const index = parameterNames(definition, this.#module).indexOf(name);
    const calls = this.#names.callsOf(this.#module.source(definition.getChild("VariableName")));
    const given = calls.map((call) => {
      const { positional, named } = argumentsOf(call, this.#module);
      return named.get(name) ?? positional[index] ?? null;
    });
    return given.every((node) => node !== null) ? given : [];
  }

  /** What a name stands for at a place: of several values the last one above it. */
  #bindingAt(name: string, at: SyntaxNode): NameBinding | null {
    const bindings = this.#module.lookUp(name, at);
    const opened = bindings.find((one) => one.kind === "value" && isOpenAround(one.node, at));
    if (opened !== undefined) return opened;
    const above = bindings.findLast((one) => one.kind === "import" || one.node.from < at.from);
    return above ?? bindings[0] ?? null;
  }

  /** What an expression stands for. */
  evaluate(node: SyntaxNode, depth = 0): Value {
    const source = this.#module.source(node);
    if (depth > DEEPEST) return { kind: "unknown", source };
    switch (node.name) {
      case "None":
        return { kind: "none", source };
      case "Boolean":
        return { kind: source === "True" ? "true" : "false", source };
      case "Number":
        return { kind: "number", source };
      case "UnaryExpression":
        return node.lastChild?.name === "Number" ? { kind: "number", source } : { kind: "unknown", source };
      case "String":
      case "ContinuedString":
      case "FormatString":
      case "BinaryExpression":
        return this.#text(node, depth);
      case "ArrayExpression":
      case "TupleExpression":
      case "SetExpression":
        return {
          kind: "list",
          items: elementsOf(node).map((item) => this.evaluate(item, depth + 1)),
          source,
        };
      case "ParenthesizedExpression": {
        const [inner, ...others] = elementsOf(node);
        if (inner === undefined || others.length > 0) return { kind: "unknown", source };
        return { ...this.evaluate(inner, depth + 1), source };
      }
      case "CallExpression":
        return this.#call(node, depth);
      case "VariableName":
        return this.#valueOfName(node, depth);
      default: {
        const path = this.pathOf(node);
        return path === null ? { kind: "unknown", source } : { kind: "path", path, source };
      }
    }
  }

  #valueOfName(node: SyntaxNode, depth: number): Value {
    const source = this.#module.source(node);
    const bindings = this.#module.lookUp(source, node);
    const opened = bindings.find((one) => one.kind === "value" && isOpenAround(one.node, node));
    const only = bindings.length === 1 ? bindings[0] : opened;
    if (only?.kind === "value" && !this.#names.isUnstable(source))
      return { ...this.evaluate(only.node, depth + 1), source };
    const path = this.pathOf(node);
    return path === null ? { kind: "unknown", source } : { kind: "path", path, source };
  }

  #call(node: SyntaxNode, depth: number): Value {
    const source = this.#module.source(node);
    const callee = node.firstChild;
    const path = this.pathOf(callee);
    const [first] = argumentsOf(node, this.#module).positional;
    if (
      first !== undefined &&
      path !== null &&
      /^(?:alembic\.op\.f|alembic\.op\.batch_alter_table\(\)\.f|sqlalchemy(?:\.\w+)*\.quoted_name)$/u.test(
        path,
      )
    )
      return { ...this.evaluate(first, depth + 1), source };
    if (
      callee?.name === "MemberExpression" &&
      this.#module.source(callee.getChild("PropertyName")) === "format"
    ) {
      const template = callee.firstChild === null ? null : this.evaluate(callee.firstChild, depth + 1);
      if (template?.kind === "text") return this.#formatted(node, template.text);
    }
    return { kind: "call", call: this.#callOf(node), source };
  }

  #formatted(node: SyntaxNode, template: string): Value {
    const { positional, named } = argumentsOf(node, this.#module);
    return {
      kind: "template",
      pieces: template.split(/\{[^{}]*\}/u),
      holes: [...positional, ...named.values()].map((one) => this.#hole(one)),
      by: ".format()",
      source: this.#module.source(node),
    };
  }

  /** A text, or what is put together to one. */
  #text(node: SyntaxNode, depth: number): Value {
    const source = this.#module.source(node);
    const unknown: Value = { kind: "unknown", source };
    if (node.name === "String") {
      const text = stringValue(source);
      return text === null ? unknown : { kind: "text", text, source };
    }
    if (node.name === "FormatString") return this.#formatString(node);
    if (node.name === "ContinuedString") {
      return joined(
        childrenOf(node).map((one) => this.evaluate(one, depth + 1)),
        "f-string",
        source,
      );
    }
    const [left, operator, right, ...others] = elementsOf(node);
    const sign = operator?.name === "ArithOp" ? this.#module.source(operator) : "";
    if (left === undefined || right === undefined || others.length > 0) return unknown;
    if (sign === "+") {
      const sides = [left, right].map((one) => this.#side(one, depth));
      return sides.some(({ kind }) => kind === "text" || kind === "template")
        ? joined(sides, "+", source)
        : unknown;
    }
    const template = sign === "%" ? this.evaluate(left, depth + 1) : unknown;
    if (template.kind !== "text") return unknown;
    const values = /^(?:Tuple|Dictionary)Expression$/u.test(right.name) ? elementsOf(right) : [right];
    const holes = values.filter((one) => one.name !== ":").map((one) => this.#hole(one));
    return { kind: "template", pieces: template.text.split(/%(?:\(\w+\))?[sdr]/u), holes, by: "%", source };
  }

  #side(node: SyntaxNode, depth: number): Value {
    const value = this.evaluate(node, depth + 1);
    if (value.kind === "text" || value.kind === "template") return value;
    return { kind: "template", pieces: [], holes: [this.#hole(node)], by: "+", source: value.source };
  }

  #formatString(node: SyntaxNode): Value {
    const source = this.#module.source(node);
    const holes = node.getChildren("FormatReplacement");
    const pieces: string[] = [];
    let from = node.from;
    for (const hole of [...holes, null]) {
      pieces.push(this.#module.text.slice(from, hole?.from ?? node.to));
      from = hole?.to ?? node.to;
    }
    const [first = "", ...rest] = pieces;
    return {
      kind: "template",
      pieces: [first.replace(/^\w*(?:"""|'''|"|')/u, ""), ...rest],
      holes: holes.flatMap((hole) => {
        const inner = hole.firstChild?.nextSibling ?? null;
        return inner === null ? [] : [this.#hole(inner)];
      }),
      by: "f-string",
      source,
    };
  }

  #hole(node: SyntaxNode): Hole {
    const isConstant = isConstantIn(node, { module: this.#module, names: this.#names, reader: this });
    return { source: this.#module.source(node), isConstant };
  }
}

/** Does the `with` that opens a value stand around a node? */
function isOpenAround(value: SyntaxNode, node: SyntaxNode): boolean {
  const statement = value.parent;
  return statement?.name === "WithStatement" && statement.from <= node.from && node.to <= statement.to;
}

function joined(parts: readonly Value[], by: "f-string" | "+", source: string): Value {
  if (parts.every((one) => one.kind === "text"))
    return { kind: "text", text: parts.map(({ text }) => text).join(""), source };
  const pieces = parts.flatMap((one) =>
    one.kind === "text" ? [one.text] : one.kind === "template" ? one.pieces : [],
  );
  const templates = parts.flatMap((one) => (one.kind === "template" ? [one] : []));
  const holes = templates.flatMap((one) => one.holes);
  return { kind: "template", pieces, holes, by: templates[0]?.by ?? by, source };
}
