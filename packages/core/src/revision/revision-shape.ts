import { parser } from "@lezer/python";
import type { SyntaxNode } from "@lezer/common";
import { readBody } from "../revision-body/read-body.ts";
import type { RevisionBody } from "../revision-body/revision-body.ts";
import { raiseOf } from "./raise-of.ts";
import type { RaiseStatement } from "./raise-of.ts";
import { docOf } from "./python-text.ts";
import type { Binding, HeaderName, ModuleBindings } from "./module-bindings.ts";
import type { LogicalLine, ModuleComment, ModuleScan } from "./scan-module.ts";

/** What a function of a revision does, as far as its rules care. `body`: anything that may have an effect. */
export type BodyKind = "pass" | "docstring-only" | "ellipsis" | "return" | "raise" | "body";

/** `upgrade` or `downgrade` of a revision file. `other`: bound by an import, an assignment, a condition. */
export type StepFunction =
  | {
      readonly kind: "function";
      readonly line: number;
      readonly body: BodyKind;
      readonly raises: RaiseStatement | null;
    }
  | { readonly kind: "other"; readonly line: number }
  | { readonly kind: "absent" };

/** What file rules and suppressions need to know of a revision file beyond its header. */
export interface RevisionShape {
  /** Alembic's `doc`; null where the module has no docstring. */
  readonly doc: string | null;
  readonly docLine: number | null;
  /** A string that stands where it is no docstring. */
  readonly strayStringLine: number | null;
  readonly upgrade: StepFunction;
  readonly downgrade: StepFunction;
  /** Lines that bind each name of the header; more than one: reassigned. */
  readonly headerLines: Readonly<Record<HeaderName, readonly number[]>>;
  /** Comments that speak to migrun. */
  readonly comments: readonly ModuleComment[];
  /** `migrun_allow = {"MS272": "reason"}`, an entry each. */
  readonly allowed: readonly { readonly code: string; readonly reason: string; readonly line: number }[];
  /** Logical lines; empty where no comment needs them. */
  readonly lines: readonly LogicalLine[];
  /** The text of the file, newlines `\n`. */
  readonly source: string;
  /** What the code does. Read when first asked: nobody asks of a revision that is only released. */
  readonly body: () => RevisionBody;
}

/** The shape of a scanned revision file. */
export function readShape(text: string, scan: ModuleScan, bindings: ModuleBindings): RevisionShape {
  let body: RevisionBody | null = null;
  const comments = scan.comments.filter((comment) => /(?:^|\s)#+\s*migrun:/.test(comment.text));
  return {
    doc: bindings.docstring === null ? null : docOf(bindings.docstring.text),
    docLine: bindings.docstring?.line ?? null,
    strayStringLine: bindings.strayStringLine,
    upgrade: stepFunction(text, bindings.names.get("upgrade")),
    downgrade: stepFunction(text, bindings.names.get("downgrade")),
    headerLines: bindings.lines,
    comments,
    allowed: bindings.names.has("migrun_allow") ? readAllowed(text, scan) : [],
    lines: comments.length > 0 ? scan.lines : [],
    source: text,
    body: () => (body ??= readBody(text)),
  };
}

function stepFunction(text: string, binding: Binding | undefined): StepFunction {
  if (binding === undefined) return { kind: "absent" };
  if (binding.kind !== "function") return { kind: "other", line: binding.line };
  const { statement } = binding;
  const header = statement.lines.find((line) => text[line.from] !== "@");
  const line = header?.line ?? binding.line;
  const code = text.slice(statement.from, statement.to);
  const isLong = statement.lines.length > LONGEST_EMPTY_BODY && !/\braise\b/.test(code);
  const body = isLong ? null : bodyOf(code);
  if (body === null) return { kind: "function", line, body: "body", raises: null };
  const statements = statementsOf(body);
  const raises = raiseOf(statements, code);
  return {
    kind: "function",
    line,
    body: bodyKind(statements),
    raises: raises === null ? null : { ...raises, line: statement.line + raises.line - 1 },
  };
}

/** A longer function certainly has a body worth its name: parsing it would only cost time. */
const LONGEST_EMPTY_BODY = 6;

function bodyOf(code: string): SyntaxNode | null {
  const definition = parser.parse(code).topNode.firstChild;
  const func = definition?.name === "DecoratedStatement" ? definition.lastChild : definition;
  return func?.getChild("Body") ?? null;
}

function bodyKind(statements: readonly SyntaxNode[]): BodyKind {
  const kinds = statements.map(kindOf);
  const first = kinds.find((kind) => kind !== "docstring-only");
  if (first === "raise" || first === "return") return first;
  if (kinds.includes("body") || kinds.includes("raise")) return "body";
  return first ?? "docstring-only";
}

function statementsOf(body: SyntaxNode): SyntaxNode[] {
  const statements: SyntaxNode[] = [];
  for (let node = body.firstChild; node !== null; node = node.nextSibling) {
    if (node.name === "StatementGroup") statements.push(...statementsOf(node));
    else if (node.name.endsWith("Statement") || node.name.endsWith("Definition")) statements.push(node);
  }
  return statements;
}

function kindOf(node: SyntaxNode): BodyKind {
  const inner = node.firstChild;
  switch (node.name) {
    case "PassStatement":
      return "pass";
    case "RaiseStatement":
      return "raise";
    case "ReturnStatement":
      return inner?.nextSibling == null || inner.nextSibling.name === "None" ? "return" : "body";
    case "ExpressionStatement":
      if (inner?.name === "Ellipsis") return "ellipsis";
      return inner?.name === "String" || inner?.name === "ContinuedString" ? "docstring-only" : "body";
    default:
      return "body";
  }
}

function readAllowed(text: string, scan: ModuleScan): RevisionShape["allowed"] {
  const statement = scan.statements.findLast((part) =>
    /^migrun_allow\b/.test(text.slice(part.from, part.to)),
  );
  if (statement === undefined) return [];
  const code = text.slice(statement.from, statement.to);
  const pairs = [...code.matchAll(/(["'])([\w-]+)\1\s*:\s*(["'])((?:(?!\3)[^\\\n])*)\3/g)];
  return pairs.map((pair) => ({
    code: pair[2] ?? "",
    reason: pair[4] ?? "",
    line: statement.line + code.slice(0, pair.index).split("\n").length - 1,
  }));
}
