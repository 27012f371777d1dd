import type { SyntaxNode } from "@lezer/common";
import { type PythonModule, walk } from "../environment/python-module.ts";
import { childrenOf } from "../revision/children-of.ts";
import type { Way } from "./revision-body.ts";
import { appendTo } from "../append-to.ts";

const WAYS: readonly Way[] = ["upgrade", "downgrade", "import"];
/** Calls by name alone: functions that are called after a way are taken for its own (Alembic's template for several databases). */
const BY_NAME = new Set(["globals", "getattr", "eval"]);

/** The names of a revision file: its functions and who comes to them, loop variables, and what is rebound. */
export class BodyNames {
  readonly #module: PythonModule;
  readonly #functions = new Map<string, SyntaxNode>();
  readonly #loops = new Map<string, SyntaxNode[]>();
  readonly #unstable = new Set<string>();
  readonly #calls = new Map<string, SyntaxNode[]>();
  readonly #words = new Map<string | null, Set<string>>();
  readonly #ways = new Map<string | null, Set<Way>>();

  constructor(module: PythonModule) {
    this.#module = module;
    for (const [name, bindings] of module.namesIn(module.root)) {
      const definition = bindings.findLast((one) => one.kind === "function");
      if (definition?.kind === "function") this.#functions.set(name, definition.node);
    }
    walk(module.root, (node) => this.#note(node));
    this.#follow();
  }

  /** The function of the module that a node is in; null: in none. */
  functionAt(node: SyntaxNode): string | null {
    let found: string | null = null;
    for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
      const isDefinition = at.name === "FunctionDefinition";
      // Decorators and defaults of parameters are evaluated where the function is made.
      if (isDefinition && (node === at || (at.getChild("Body")?.from ?? 0) <= node.from))
        found = this.#module.source(at.getChild("VariableName"));
    }
    return found;
  }

  /** Who comes to a function, or with null to the code of the module itself. */
  waysOf(name: string | null): ReadonlySet<Way> {
    return this.#ways.get(name) ?? NOBODY;
  }

  /** What the loops and comprehensions of the same function take the values of a name from. */
  loopsOver(name: string, at: SyntaxNode): readonly SyntaxNode[] {
    const own = this.functionAt(at);
    return (this.#loops.get(name) ?? []).filter((over) => this.functionAt(over) === own);
  }

  /** Is a name bound anew by a loop, or changed in place? */
  isUnstable(name: string): boolean {
    return this.#unstable.has(name) || this.#loops.has(name);
  }

  /** The calls of a function by its name. */
  callsOf(name: string): readonly SyntaxNode[] {
    return this.#calls.get(name) ?? [];
  }

  /** Every name that the code of a way uses. */
  wordsOf(way: Way): ReadonlySet<string> {
    const words = new Set<string>();
    for (const [name, ways] of this.#ways)
      if (ways.has(way)) for (const word of this.#words.get(name) ?? []) words.add(word);
    return words;
  }

  #note(node: SyntaxNode): void {
    const name = node.name;
    if (name === "VariableName" || name === "PropertyName") {
      const at = this.functionAt(node);
      const words = this.#words.get(at) ?? new Set<string>();
      this.#words.set(at, words.add(this.#module.source(node)));
    }
    if (name === "UpdateStatement") this.#unstable.add(this.#module.source(node.firstChild));
    if (name === "CallExpression" && node.firstChild?.name === "VariableName") {
      const callee = this.#module.source(node.firstChild);
      appendTo(this.#calls, callee, node);
    }
    if (node.getChild("for") !== null) this.#noteLoop(node);
  }

  #noteLoop(node: SyntaxNode): void {
    const children = childrenOf(node);
    for (const [index, child] of children.entries()) {
      if (child.name !== "for") continue;
      const end = children.findIndex((one, at) => at > index && one.name === "in");
      const over = children[end + 1];
      if (end === -1 || over === undefined) continue;
      for (const target of children.slice(index + 1, end)) {
        walk(target, (one) => {
          if (one.name !== "VariableName") return;
          const variable = this.#module.source(one);
          appendTo(this.#loops, variable, over);
        });
      }
    }
  }

  #follow(): void {
    this.#ways.set(null, new Set(["import"]));
    for (const way of WAYS) {
      const start = way === "import" ? this.#calledOnImport() : this.#startOf(way);
      const seen = new Set(start);
      for (const name of seen) {
        this.#ways.set(name, (this.#ways.get(name) ?? new Set<Way>()).add(way));
        const words = this.#words.get(name) ?? new Set<string>();
        const byName = way !== "import" && [...BY_NAME].some((word) => words.has(word));
        for (const other of this.#functions.keys())
          if (words.has(other) || (byName && other.startsWith(`${way}_`))) seen.add(other);
      }
    }
  }

  /** `upgrade` itself, or the function of the file that is assigned to it. */
  #startOf(way: "upgrade" | "downgrade"): readonly string[] {
    if (this.#functions.has(way)) return [way];
    const binding = this.#module.namesIn(this.#module.root).get(way)?.at(-1);
    const other = binding?.kind === "value" ? this.#module.source(binding.node) : "";
    return this.#functions.has(other) ? [other] : [];
  }

  #calledOnImport(): readonly string[] {
    return [...this.#functions.keys()].filter((name) =>
      this.callsOf(name).some((call) => this.functionAt(call) === null && !isMain(call, this.#module)),
    );
  }
}

const NOBODY: ReadonlySet<Way> = new Set();

/** Is a node below `if __name__ == "__main__"`, or below `if TYPE_CHECKING`? Neither runs when the file is loaded. */
export function isMain(node: SyntaxNode, module: PythonModule): boolean {
  for (let at: SyntaxNode | null = node; at !== null; at = at.parent) {
    if (at.name !== "IfStatement") continue;
    const test = at.firstChild?.nextSibling ?? null;
    if (/__name__|\bTYPE_CHECKING\b/u.test(module.source(test))) return true;
  }
  return false;
}
