import { parser } from "@lezer/python";
import type { SyntaxNode } from "@lezer/common";
import { boundNames } from "./bound-names.ts";
import { elementsOf, evaluateLiteral, isMutable, sequenceOf } from "./evaluate-literal.ts";
import type { Literal } from "./evaluate-literal.ts";
import { mayBindIndirectly, runWhileLoading } from "./indirect-binding.ts";
import type { SuspectFunction } from "./indirect-binding.ts";
import type { ModuleScan, ModuleStatement } from "./scan-module.ts";

/** The names of a revision's header, in the order of Alembic's template. */
export const HEADER_NAMES = ["revision", "down_revision", "branch_labels", "depends_on"] as const;
/** A name of the header. */
export type HeaderName = (typeof HEADER_NAMES)[number];

/** What a module name stands for when the module has run. */
export type Binding =
  | { readonly kind: "literal"; readonly value: Literal; readonly line: number }
  | { readonly kind: "function"; readonly statement: ModuleStatement; readonly line: number }
  /** A whole number of one or more, which nothing takes for an id. */
  | { readonly kind: "number"; readonly line: number }
  /** Bound by something that only Python can evaluate, or perhaps not bound at all. */
  | { readonly kind: "unknown"; readonly reason: string; readonly line: number };

/** The names of a module that matter here, as its statements leave them. */
export interface ModuleBindings {
  /** A name without an entry is certainly not bound. */
  readonly names: ReadonlyMap<string, Binding>;
  /** Lines on which each header name is bound. */
  readonly lines: Readonly<Record<HeaderName, readonly number[]>>;
  /** The string that Python takes as `__doc__`; null if none, or if `__doc__` is assigned later. */
  readonly docstring: { readonly text: string; readonly line: number } | null;
  /** A string on its own after other statements: looks like a docstring and is none. */
  readonly strayStringLine: number | null;
}

/** Runs the statements of a module as far as literals go; whatever else touches a name makes it unknown. */
export function readBindings(text: string, scan: ModuleScan): ModuleBindings {
  const reader = new BindingReader(text);
  for (const statement of scan.statements) reader.read(statement);
  return reader.result();
}

const WATCHED = [...HEADER_NAMES, "__doc__", "upgrade", "downgrade"];
const PLAIN = /^([A-Za-z_]\w*)\s*(?::[^=\n#"']+)?=\s*(?:(None)|"([^"\\\n]*)"|'([^'\\\n]*)')$/;
const STRING_START = /^\(*\s*[a-z]{0,2}["']/i;
const FUNCTION_START = /^(?:async\s+)?def\b/;
const PLAIN_NUMBER = /^([A-Za-z_]\w*)\s*(?::[^=\n#"']+)?=\s*[1-9]\d*$/;
const GLOBAL = /\bglobal((?:[\w ,\t]|\\\n)+)/g;

class BindingReader {
  private readonly text: string;
  private readonly names = new Map<string, Binding>();
  private readonly lines: Record<HeaderName, number[]> = {
    revision: [],
    down_revision: [],
    branch_labels: [],
    depends_on: [],
  };
  /** Names that a function may bind at any time: no statement settles them. */
  private readonly unsettled = new Map<string, Binding>();
  /** Functions that could bind any name, if they are called while the module loads. */
  private readonly suspects: SuspectFunction[] = [];
  private readonly functions = new Map<string, string>();
  private readonly atLoad: string[] = [];
  private docstring: ModuleBindings["docstring"] = null;
  private strayStringLine: number | null = null;
  private first = true;

  constructor(text: string) {
    this.text = text;
  }

  result(): ModuleBindings {
    const { atLoad, functions } = this;
    for (const { line } of runWhileLoading(this.suspects, { atLoad, functions }))
      for (const watched of WATCHED) this.unsettle(watched, line);
    const names = new Map([...this.names, ...this.unsettled]);
    const { lines, docstring, strayStringLine } = this;
    return { names, lines, docstring, strayStringLine };
  }

  read(statement: ModuleStatement): void {
    const code = this.text.slice(statement.from, statement.to);
    const isFirst = this.first;
    this.first = false;
    const plain = PLAIN.exec(code);
    if (plain !== null) {
      const value =
        plain[2] === undefined ? stringLiteral(plain[3] ?? plain[4] ?? "") : { kind: "none" as const };
      return this.bind(plain[1] ?? "", { kind: "literal", value, line: statement.line });
    }
    const number = PLAIN_NUMBER.exec(code)?.[1];
    if (number !== undefined) return this.bind(number, { kind: "number", line: statement.line });
    if (STRING_START.test(code) && this.readString(statement, code, isFirst)) return;
    const header = statement.lines.find((line) => this.text[line.from] !== "@");
    if (header !== undefined && FUNCTION_START.test(this.text.slice(header.from, header.to))) {
      return this.readFunction(statement, header.from, code);
    }
    this.readOther(statement, code);
  }

  private readString(statement: ModuleStatement, code: string, isFirst: boolean): boolean {
    const top = parser.parse(code).topNode.firstChild;
    const expression = top?.name === "StatementGroup" ? top.firstChild : top;
    const node = expression?.name === "ExpressionStatement" ? expression.firstChild : null;
    const value = node === null ? null : docstringValue(node, code);
    // Only Python has the names of characters.
    if (value === null && isFirst && node !== null && isString(node) && code.includes("\\N{"))
      this.bind("__doc__", { kind: "unknown", reason: "it names a character", line: statement.line });
    if (value === null) return false;
    if (isFirst) this.docstring = { text: value, line: statement.line };
    else this.strayStringLine ??= statement.line;
    return top === expression;
  }

  private readFunction(statement: ModuleStatement, headerFrom: number, code: string): void {
    const name = /def\s+(\w+)/.exec(this.text.slice(headerFrom, statement.to))?.[1];
    const { line } = statement;
    if (name !== undefined) {
      const isHeader = (HEADER_NAMES as readonly string[]).includes(name) || name === "__doc__";
      const bound: Binding = isHeader
        ? { kind: "unknown", reason: `\`${name}\` is a function`, line }
        : { kind: "function", statement, line };
      this.bind(name, bound);
    }
    const defaults = this.text.slice(
      statement.from,
      statement.lines.find((part) => part.from === headerFrom)?.to,
    );
    if (defaults.includes(":=")) this.readOther(statement, defaults);
    this.readGlobals(code, line);
    this.atLoad.push(defaults.replace(/\bdef\s+\w+/, "def"));
    if (name !== undefined) this.functions.set(name, `${this.functions.get(name) ?? ""}${code}`);
    if (name === "__getattr__") this.readModuleGetattr(line);
    else if (name !== undefined && mayBindIndirectly(code))
      this.suspects.push({ name, line, isDecorated: headerFrom > statement.from });
    this.forgetMutable(code, line);
  }

  /** Python asks it for names that the module does not have. */
  private readModuleGetattr(line: number): void {
    for (const watched of WATCHED)
      if (!this.names.has(watched)) this.forget(watched, line, "`__getattr__` gives it");
  }

  /** Functions that declare a name as global may bind it whenever they are called. */
  private readGlobals(code: string, line: number): void {
    if (!code.includes("global")) return;
    for (const match of code.matchAll(GLOBAL))
      for (const word of (match[1] ?? "").match(/\w+/g) ?? []) this.unsettle(word, line);
  }

  private readOther(statement: ModuleStatement, code: string): void {
    const { line } = statement;
    this.atLoad.push(code);
    if (mayBindIndirectly(code) || /\bimport\s*\(?\s*\*/.test(code)) {
      for (const name of WATCHED)
        this.bind(name, { kind: "unknown", reason: "names are bound indirectly", line });
      for (const name of this.names.keys()) this.forget(name, line, "names are bound indirectly");
      return;
    }
    if (code.includes("__getattr__")) this.readModuleGetattr(line);
    this.readGlobals(code, line);
    this.forgetMutable(code, line);
    if (!this.mentionsKnown(code) && !/^[^=]*[^=!<>]=[^=]/s.test(code)) return;
    const tree = parser.parse(code);
    for (const name of boundNames(tree, code)) {
      if (this.names.has(name) || WATCHED.includes(name)) this.forget(name, line, `\`${name}\` is computed`);
    }
    for (let node = tree.topNode.firstChild; node !== null; node = node.nextSibling) {
      if (node.name !== "StatementGroup") this.readAssignment(node, code, line);
      else {
        for (const part of elementsOf(node)) this.readAssignment(part, code, line);
        this.forgetRepeated(code, line);
      }
    }
  }

  private readAssignment(node: SyntaxNode, code: string, startLine: number): void {
    if (node.name !== "AssignStatement") return;
    const line = startLine + code.slice(0, node.from).split("\n").length - 1;
    const parts = splitAssignment(node);
    if (parts === null) return;
    const lookUp = (name: string): Literal | null => {
      const binding = this.names.get(name);
      return binding?.kind === "literal" ? binding.value : null;
    };
    const evaluate = (value: SyntaxNode): Literal | null => evaluateLiteral(value, code, lookUp);
    const values = parts.values.map(evaluate);
    const whole = parts.bare ? sequenceOf(parts.values, false, evaluate) : (values[0] ?? null);
    const shared = parts.targets.length > 1 && whole !== null && isMutable(whole);
    for (const target of parts.targets) this.assign(target, code, { whole: shared ? null : whole, line });
  }

  /** Binds one target of an assignment, which is a name or a list of names. */
  private assign(
    target: readonly SyntaxNode[],
    code: string,
    from: { whole: Literal | null; line: number },
  ): void {
    const { whole, line } = from;
    const [single] = target;
    if (target.length === 1 && single?.name === "VariableName") {
      return this.bind(code.slice(single.from, single.to), computed(whole, line));
    }
    if (target.length === 1 && !/^(?:Tuple|Array)Expression$/.test(single?.name ?? "")) return;
    const names = target.length === 1 && single !== undefined ? elementsOf(single) : target;
    if (!names.every((name) => name.name === "VariableName")) return;
    const items = whole?.kind === "sequence" && whole.items.length === names.length ? whole.items : null;
    for (const [index, name] of names.entries()) {
      this.bind(code.slice(name.from, name.to), computed(items?.[index] ?? null, line));
    }
  }

  private bind(name: string, binding: Binding): void {
    this.names.set(name, binding);
    if (name in this.lines) this.lines[name as HeaderName].push(binding.line);
    if (name === "__doc__") this.docstring = null;
  }

  private forget(name: string, line: number, reason: string): void {
    this.names.set(name, { kind: "unknown", reason, line });
  }

  private unsettle(name: string, line: number): void {
    this.unsettled.set(name, { kind: "unknown", reason: `a function may bind \`${name}\``, line });
  }

  private forgetMutable(code: string, line: number): void {
    for (const [name, binding] of this.names) {
      if (binding.kind !== "literal" || !isMutable(binding.value)) continue;
      if (mentions(code, name)) this.forget(name, line, `\`${name}\` may be changed in place`);
    }
  }

  /** Of several statements on one line, a later one may change the list that an earlier one made. */
  private forgetRepeated(code: string, line: number): void {
    for (const [name, binding] of this.names) {
      if (binding.kind !== "literal" || !isMutable(binding.value)) continue;
      const first = code.indexOf(name);
      if (first !== -1 && mentions(code.slice(first + name.length), name))
        this.forget(name, line, `\`${name}\` may be changed in place`);
    }
  }

  private mentionsKnown(code: string): boolean {
    if (WATCHED.some((name) => code.includes(name))) return true;
    for (const [name, binding] of this.names)
      if (binding.kind !== "function" && mentions(code, name)) return true;
    return false;
  }
}

function mentions(code: string, name: string): boolean {
  return code.includes(name) && new RegExp(String.raw`\b${name}\b`).test(code);
}

/** The compiler joins literals that stand side by side; a sum of literals is an expression, and no docstring. */
function docstringValue(node: SyntaxNode, code: string): string | null {
  const inner = node.name === "ParenthesizedExpression" ? elementsOf(node)[0] : node;
  if (inner === undefined) return null;
  if (inner !== node) return docstringValue(inner, code);
  if (!isString(node)) return null;
  const value = evaluateLiteral(node, code, () => null);
  return value?.kind === "string" ? value.value : null;
}

function isString({ name }: SyntaxNode): boolean {
  return name === "String" || name === "ContinuedString";
}

function stringLiteral(value: string): Literal {
  return { kind: "string", value };
}

function computed(value: Literal | null, line: number): Binding {
  return value === null
    ? { kind: "unknown", reason: "it is computed", line }
    : { kind: "literal", value, line };
}

interface AssignmentParts {
  /** Each `target =`, left to right; `a, b =` is one target of two nodes. */
  readonly targets: readonly (readonly SyntaxNode[])[];
  readonly values: readonly SyntaxNode[];
  /** Is the value a tuple without brackets? */
  readonly bare: boolean;
}

function splitAssignment(node: SyntaxNode): AssignmentParts | null {
  const groups: SyntaxNode[][] = [[]];
  let trailingComma = false;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name === "AssignOp") groups.push([]);
    else if (child.type.isError || child.name === "*") return null;
    else if (child.name !== "," && child.name !== "TypeDef" && child.name !== "Comment")
      groups.at(-1)?.push(child);
    trailingComma = child.name === "," || (trailingComma && child.name === "Comment");
  }
  const values = groups.pop() ?? [];
  if (groups.length === 0 || values.length === 0) return null;
  return { targets: groups, values, bare: values.length > 1 || trailingComma };
}
