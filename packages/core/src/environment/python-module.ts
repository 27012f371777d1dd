import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { childrenOf } from "../revision/children-of.ts";
import { readImports } from "./read-imports.ts";
import { appendTo } from "../append-to.ts";

/** The text of one module of the repository, under the name it is imported by. */
export interface ModuleText {
  /** Dotted; `__main__`-like names do for a file that nobody imports. */
  readonly name: string;
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** Is it the `__init__.py` of a package? */
  readonly isPackage: boolean;
}

/** Finds a module of the repository by its dotted name; null where it is not one (or not to be read). */
export type ModuleLookup = (name: string) => ModuleText | null;

/** What a name stands for: the node of its value, function or class, or what it was imported from. */
export type NameBinding =
  | { readonly kind: "value" | "function" | "class" | "parameter"; readonly node: SyntaxNode }
  | { readonly kind: "import"; readonly module: string; readonly name: string | null };

/** A parsed module, and its names by scope. Parsed once, when first asked. */
export class PythonModule {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly isPackage: boolean;
  readonly #scopes = new Map<number, ReadonlyMap<string, readonly NameBinding[]>>();
  #root: SyntaxNode | null = null;
  #lineStarts: readonly number[] | null = null;

  constructor({ name, file, text, isPackage }: ModuleText) {
    this.name = name;
    this.file = file;
    this.text = text;
    this.isPackage = isPackage;
  }

  get root(): SyntaxNode {
    return (this.#root ??= parser.parse(this.text).topNode);
  }

  /** The source text of a node. */
  source(node: SyntaxNode | null): string {
    return node === null ? "" : this.text.slice(node.from, node.to);
  }

  /** The 1-based line of a position. */
  lineAt(position: number): number {
    this.#lineStarts ??= [...this.text.matchAll(/\n/gu)].map((match) => match.index);
    let low = 0;
    let high = this.#lineStarts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  }

  /** The names that a module, function or class binds in its own scope. */
  namesIn(scope: SyntaxNode): ReadonlyMap<string, readonly NameBinding[]> {
    const key = scope.name === "Script" ? -1 : scope.from;
    let names = this.#scopes.get(key);
    if (names === undefined) {
      names = bindingsOf(scope, this);
      this.#scopes.set(key, names);
    }
    return names;
  }

  /** What a name means at a node: the nearest scope that binds it, as Python looks it up. Empty: not bound here. */
  lookUp(name: string, at: SyntaxNode): readonly NameBinding[] {
    let inFunction = false;
    for (let node: SyntaxNode | null = at; node !== null; node = node.parent) {
      const isFunction = node.name === "FunctionDefinition";
      // Names of a class body are not seen from its methods.
      if (!isFunction && node.name !== "Script" && (node.name !== "ClassDefinition" || inFunction)) continue;
      inFunction ||= isFunction;
      const found = this.namesIn(node).get(name);
      if (found !== undefined) return found;
    }
    return [];
  }
}

/** Calls `visit` for a node and all below it, in the order of the text; false keeps it out of what is below. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => boolean | void): void {
  if (visit(node) === false) return;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) walk(child, visit);
}

/** The targets of an assignment with the value of each: `a = b = v`, `a: T = v`, `a, b = 1, 2`. */
export function assignmentsOf(
  statement: SyntaxNode,
): readonly { readonly target: SyntaxNode; readonly value: SyntaxNode }[] {
  const groups: SyntaxNode[][] = [[]];
  for (const child of childrenOf(statement)) {
    if (child.name === "AssignOp" || child.name === ":=") groups.push([]);
    else if (!/^(?:,|TypeDef|Comment)$/u.test(child.name)) groups.at(-1)?.push(child);
  }
  const values = groups.pop() ?? [];
  return groups.flatMap((targets) => {
    if (targets.length !== values.length) return [];
    return targets.flatMap((target, index) => {
      const value = values[index];
      return value === undefined ? [] : [{ target, value }];
    });
  });
}

function bindingsOf(scope: SyntaxNode, module: PythonModule): ReadonlyMap<string, readonly NameBinding[]> {
  const names = new Map<string, NameBinding[]>();
  const bind = (name: string, binding: NameBinding): void => appendTo(names, name, binding);
  if (scope.name === "FunctionDefinition") {
    for (const node of scope.getChild("ParamList")?.getChildren("VariableName") ?? [])
      if (node.prevSibling?.name !== "AssignOp") bind(module.source(node), { kind: "parameter", node });
  }
  const start = scope.name === "Script" ? scope : scope.getChild("Body");
  if (start === null) return names;
  walk(start, (node) => {
    if (node.name === "FunctionDefinition" || node.name === "ClassDefinition") {
      const kind = node.name === "ClassDefinition" ? "class" : "function";
      bind(module.source(node.getChild("VariableName")), { kind, node });
      return false;
    }
    if (node.name === "ImportStatement") {
      for (const { as, ...from } of readImports(node, module)) bind(as, { kind: "import", ...from });
      return false;
    }
    if (node.name === "AssignStatement" || node.name === "NamedExpression") {
      for (const { target, value } of assignmentsOf(node))
        if (target.name === "VariableName") bind(module.source(target), { kind: "value", node: value });
    }
    if (node.name === "WithStatement") bindWith(node, module, bind);
    return node.name !== "LambdaExpression";
  });
  return names;
}

/** `with open_settings() as settings:` */
function bindWith(
  node: SyntaxNode,
  module: PythonModule,
  bind: (name: string, binding: NameBinding) => void,
): void {
  for (const as of node.getChildren("as")) {
    const name = as.nextSibling;
    if (name?.name === "VariableName" && as.prevSibling !== null)
      bind(module.source(name), { kind: "value", node: as.prevSibling });
  }
}
