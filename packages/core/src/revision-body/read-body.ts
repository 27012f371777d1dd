import type { SyntaxNode } from "@lezer/common";
import { argumentsOf } from "../environment/arguments.ts";
import { PythonModule, walk } from "../environment/python-module.ts";
import { readImports } from "../environment/read-imports.ts";
import { childrenOf } from "../revision/children-of.ts";
import { BodyNames, isMain } from "./body-names.ts";
import { ExpressionReader } from "./expression-reader.ts";
import { readOperation } from "./read-operation.ts";
import type {
  Block,
  BodyImport,
  Call,
  Choice,
  Enclosing,
  Place,
  Read,
  RevisionBody,
  Way,
} from "./revision-body.ts";

/** Reads the code of a revision file (newlines `\n`): what it calls, from where, with what. Nothing is executed. */
export function readBody(text: string): RevisionBody {
  return new BodyReader(text).read();
}

const NOBODY: ReadonlySet<Way> = new Set();

class BodyReader {
  readonly #module: PythonModule;
  readonly #names: BodyNames;
  readonly #expressions: ExpressionReader;
  readonly #known = new Map<number, Map<number, Call>>();
  readonly #calls: Call[] = [];
  readonly #reads: Read[] = [];
  readonly #loops: Read[] = [];
  readonly #choices: Choice[] = [];
  readonly #imports: (Omit<BodyImport, "uses"> & { readonly uses: Place[] })[] = [];
  readonly #strings: (Place & { readonly text: string })[] = [];
  readonly #comments: { line: number; column: number; text: string }[] = [];

  constructor(text: string) {
    this.#module = new PythonModule({ name: "revision", file: "", text, isPackage: false });
    this.#names = new BodyNames(this.#module);
    this.#expressions = new ExpressionReader(this.#module, this.#names, (node) => this.#callOf(node));
  }

  read(): RevisionBody {
    walk(this.#module.root, (node) => this.#visit(node));
    return {
      calls: this.#calls,
      operations: this.#calls.flatMap((call) => readOperation(call) ?? []),
      imports: this.#imports,
      reads: this.#reads,
      choices: this.#choices,
      loops: this.#loops,
      strings: this.#strings,
      comments: this.#comments,
      words: {
        upgrade: this.#names.wordsOf("upgrade"),
        downgrade: this.#names.wordsOf("downgrade"),
        import: this.#names.wordsOf("import"),
      },
    };
  }

  #visit(node: SyntaxNode): boolean {
    switch (node.name) {
      case "Comment":
        this.#comments.push({ ...this.#position(node), text: this.#module.source(node) });
        return true;
      case "ImportStatement":
        this.#import(node);
        return false;
      case "CallExpression":
        this.#calls.push(this.#callOf(node));
        return true;
      case "VariableName":
      case "MemberExpression":
        this.#read(node);
        return true;
      case "ForStatement":
        this.#loop(node);
        return true;
      case "IfStatement":
        this.#choice(node);
        return true;
      case "String": {
        const value = this.#expressions.evaluate(node);
        if (value.kind === "text") this.#strings.push({ ...this.#place(node), text: value.text });
        return true;
      }
      default:
        return true;
    }
  }

  #read(node: SyntaxNode): void {
    const isBound =
      node.name === "VariableName" &&
      (node.nextSibling?.name === "AssignOp" || /^(?:Param|Function|Class)/u.test(node.parent?.name ?? ""));
    const path = isBound ? null : this.#expressions.pathOf(node);
    if (path === null) return;
    const place = this.#place(node);
    this.#reads.push({ ...place, path });
    if (node.name !== "VariableName") return;
    for (const one of this.#imports) if (one.as === this.#module.source(node)) one.uses.push(place);
  }

  #import(node: SyntaxNode): void {
    const isForTypes = isMain(node, this.#module);
    const plain = /^import\s+([\w.,\s]+)$/u.exec(this.#module.source(node))?.[1]?.split(",") ?? [];
    for (const [index, name] of readImports(node, this.#module).entries()) {
      const full = plain[index]?.trim().split(/\s/u)[0] ?? name.module;
      this.#imports.push({ ...name, full, ...this.#position(node), isForTypes, uses: [] });
    }
  }

  #loop(node: SyntaxNode): void {
    const over = node.getChild("in")?.nextSibling ?? null;
    const path = this.#expressions.pathOf(over);
    if (over !== null && path !== null) this.#loops.push({ ...this.#place(over), path });
  }

  #choice(node: SyntaxNode): void {
    const tests = childrenOf(node)
      .filter(isTest)
      .map((test) => {
        const paths: string[] = [];
        walk(test, (one) => {
          const path = this.#expressions.pathOf(one);
          if (path !== null) paths.push(path);
        });
        return { source: this.#module.source(test), paths };
      });
    this.#choices.push({ ...this.#place(node), tests, hasElse: node.getChild("else") !== null });
  }

  #callOf(node: SyntaxNode): Call {
    const known = this.#known.get(node.from)?.get(node.to);
    if (known !== undefined) return known;
    const { positional, named } = argumentsOf(node, this.#module);
    const list = node.getChild("ArgList");
    const expressions = this.#expressions;
    const callee = node.firstChild;
    const owner = callee?.name === "MemberExpression" ? callee.firstChild : null;
    const call: Call = {
      ...this.#place(node),
      path: expressions.pathOf(callee),
      isOpen: list?.getChild("*") != null || list?.getChild("**") != null,
      // Asked late: what a name stands for may lead back to this very call.
      get positional() {
        return positional.map((one) => expressions.evaluate(one));
      },
      get named() {
        return new Map([...named].map(([name, one]) => [name, expressions.evaluate(one)]));
      },
      get owner() {
        return owner === null ? null : expressions.evaluate(owner);
      },
    };
    this.#known.set(node.from, (this.#known.get(node.from) ?? new Map<number, Call>()).set(node.to, call));
    return call;
  }

  #position(node: SyntaxNode): { line: number; column: number } {
    const start = this.#module.text.lastIndexOf("\n", node.from - 1) + 1;
    return { line: this.#module.lineAt(node.from), column: node.from - start + 1 };
  }

  #place(node: SyntaxNode): Place {
    const name = this.#names.functionAt(node);
    const blocks: Block[] = [];
    const inside: Enclosing[] = [];
    let assignedTo: readonly string[] = [];
    let isAsked = false;
    for (let at: SyntaxNode = node; at.parent !== null; at = at.parent) {
      const { parent } = at;
      if (at.name === "FunctionDefinition" && at !== node) break;
      if (at.name === "ArgList") inside.push(this.#enclosing(node, parent));
      if (parent.name === "AssignStatement" && at.nextSibling === null)
        assignedTo = parent.getChildren("VariableName").map((one) => this.#module.source(one));
      if (/^(?:if|elif|while)$/u.test(at.prevSibling?.name ?? "")) isAsked = true;
      const block = at.name === "Body" ? this.#block(at, parent) : null;
      if (block !== null) blocks.unshift(block);
    }
    const isDead = name === null && isMain(node, this.#module);
    return {
      ...this.#position(node),
      function: name,
      ways: isDead ? NOBODY : this.#names.waysOf(name),
      blocks,
      inside,
      assignedTo,
      isAsked,
      source: this.#module.source(node),
    };
  }

  #enclosing(node: SyntaxNode, call: SyntaxNode): Enclosing {
    const list = call.getChild("ArgList");
    const given = list === null ? [] : childrenOf(list);
    const own = given.find((one) => one.from <= node.from && node.to <= one.to);
    const isNamed = own?.prevSibling?.name === "AssignOp";
    return {
      path: this.#expressions.pathOf(call.firstChild),
      argument: isNamed ? this.#module.source(own.prevSibling?.prevSibling ?? null) : null,
    };
  }

  /** What has to be true for a branch: its own test, or for `else` that none of the others is. */
  #conditionOf(body: SyntaxNode, statement: SyntaxNode): string {
    const own = body.prevSibling;
    if (own !== null && own.name !== "else") return this.#module.source(own);
    const others = childrenOf(statement).filter(isTest);
    return `not (${others.map((one) => this.#module.source(one)).join(" or ")})`;
  }

  #block(body: SyntaxNode, statement: SyntaxNode): Block | null {
    const kind = BLOCKS[statement.name];
    if (kind === undefined) return null;
    const asks = kind === "try" ? null : (statement.firstChild?.nextSibling ?? null);
    if (kind === "if") return { kind, source: this.#conditionOf(body, statement), path: null };
    const source = this.#module.text.slice(asks?.from ?? body.from, body.from).trim();
    return { kind, source, path: kind === "with" ? this.#expressions.pathOf(asks) : null };
  }
}

const isTest = ({ prevSibling }: SyntaxNode): boolean =>
  prevSibling?.name === "if" || prevSibling?.name === "elif";

const BLOCKS: Readonly<Record<string, Block["kind"]>> = {
  WithStatement: "with",
  IfStatement: "if",
  ForStatement: "loop",
  WhileStatement: "loop",
  TryStatement: "try",
};
