import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { type ImportedName, readImports } from "../environment/read-imports.ts";
import { childrenOf } from "../revision/children-of.ts";
import { elementsOf } from "../revision/evaluate-literal.ts";
import { HEADER_NAMES } from "../revision/module-bindings.ts";
import { stringValue } from "../revision/python-text.ts";

/**
 * The syntax tree of what a revision does on the way up, as text: two files give the same where Python would do the
 * same. Left out are comments, layout, quotes, redundant brackets, docstrings, annotations, the header, and imports
 * that nothing uses: what formatters and tidy hands change. Left out too are `downgrade` and functions that only it
 * uses: no database that ran `upgrade` differs by them.
 */
export function canonicalBody(source: string): string {
  const text = source.replaceAll(/\r\n?/gu, "\n");
  const top = parser.parse(text).topNode;
  const module = { name: "revision", text, isPackage: false };
  const imports: ImportedName[] = [];
  const body: Statement[] = [];
  for (const node of statementsOf(top)) {
    if (node.name === "ImportStatement") imports.push(...readImports(node, module));
    else if (!isHeader(node, text) && !isBareString(node))
      body.push({ code: canonical(node, text), defines: definedBy(node, text) });
  }
  const code = onTheWayUp(body).join("\n");
  const used = wordsOf(code);
  const names = imports
    .filter(({ as }) => used.has(as) || as === "*")
    .map((one) => `${one.as}=${one.module}.${one.name ?? ""}`);
  return [...new Set(names)].toSorted().concat(code).join("\n");
}

interface Statement {
  readonly code: string;
  /** The function that it only defines: nothing runs before somebody calls it. Null: it is another statement. */
  readonly defines: string | null;
}

function definedBy(node: SyntaxNode, text: string): string | null {
  const name = node.name === "FunctionDefinition" ? node.getChild("VariableName") : null;
  return name === null ? null : text.slice(name.from, name.to);
}

/** All statements but functions that neither the module nor `upgrade` comes to. */
function onTheWayUp(body: readonly Statement[]): readonly string[] {
  const kept = new Set(body.filter(({ defines }) => defines === null || defines === "upgrade"));
  for (const statement of kept) {
    const words = wordsOf(statement.code);
    for (const one of body) if (one.defines !== null && words.has(one.defines)) kept.add(one);
  }
  return body.filter((one) => kept.has(one)).map(({ code }) => code);
}

/** Names in canonical code; what stands in a string names nothing. */
function wordsOf(code: string): ReadonlySet<string> {
  return new Set(code.replaceAll(/"(?:[^"\\]|\\.)*"/gu, '""').match(/[A-Za-z_]\w*/gu));
}

function statementsOf(node: SyntaxNode): readonly SyntaxNode[] {
  return childrenOf(node).flatMap((child) => {
    if (child.name === "StatementGroup") return statementsOf(child);
    return child.name === "Comment" || child.name === ";" ? [] : [child];
  });
}

const HEADER: ReadonlySet<string> = new Set([...HEADER_NAMES, "__doc__"]);

function isHeader(node: SyntaxNode, text: string): boolean {
  const target = node.name === "AssignStatement" ? node.firstChild : null;
  return target?.name === "VariableName" && HEADER.has(text.slice(target.from, target.to));
}

/** A docstring, or a string that somebody left as a comment: nothing comes of it. */
function isBareString(node: SyntaxNode): boolean {
  const name = node.name === "ExpressionStatement" ? node.firstChild?.name : undefined;
  return name === "String" || name === "ContinuedString";
}

/** Words of the grammar that say nothing beside the structure they stand in. */
const SILENT = new Set(["Comment", "TypeDef", ",", "(", ")", ";"]);

function canonical(node: SyntaxNode, text: string): string {
  switch (node.name) {
    case "String": {
      const value = stringValue(text.slice(node.from, node.to));
      return value === null ? text.slice(node.from, node.to) : JSON.stringify(value);
    }
    case "ContinuedString":
      return joinedString(node, text);
    case "Number":
      return text.slice(node.from, node.to).toLowerCase().replaceAll("_", "");
    case "ParenthesizedExpression":
      return elementsOf(node)
        .map((child) => canonical(child, text))
        .join(" ");
  }
  const parts = childrenOf(node).filter((child) => !SILENT.has(child.name) && !isBareString(child));
  if (node.firstChild === null) return text.slice(node.from, node.to);
  const inside = parts.flatMap((part) => {
    if (part.name === "StatementGroup") return statementsOf(part).map((one) => canonical(one, text));
    if (part.name === "TupleExpression" && isOpenTuple(node, part))
      return elementsOf(part).map((one) => canonical(one, text));
    return [canonical(part, text)];
  });
  return `${node.name}(${inside.join(" ")})`;
}

/** Where a tuple may stand without brackets, those of two and more elements read the same. */
function isOpenTuple(parent: SyntaxNode, tuple: SyntaxNode): boolean {
  return /^(?:For|Return|Assign)Statement$/u.test(parent.name) && elementsOf(tuple).length > 1;
}

/** Literals side by side are one string; with an f-string among them they stay apart. */
function joinedString(node: SyntaxNode, text: string): string {
  const parts = elementsOf(node);
  const values = parts.map((part) =>
    part.name === "String" ? stringValue(text.slice(part.from, part.to)) : null,
  );
  if (values.every((value) => value !== null)) return JSON.stringify(values.join(""));
  return parts.map((part) => canonical(part, text)).join("+");
}
