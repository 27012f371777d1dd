import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { err, ok, type Result } from "../result.ts";
import { childrenOf } from "./children-of.ts";
import { elementsOf } from "./evaluate-literal.ts";
import { stringValue } from "./python-text.ts";
import type { RevisionId } from "./revision.ts";

/** What of a header is to become what; what is not named stays. */
export interface HeaderChange {
  readonly id?: RevisionId;
  readonly down?: readonly RevisionId[];
  readonly dependsOn?: readonly string[];
}

/** One replaced piece of a text: `from` and `to` are offsets in the old text. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Writes new values into the header of a revision file, in the form that they have there: quotes,
 * annotations, tuples and comments stay, and so does every other byte. The lines `Revision ID:` and
 * `Revises:` of the docstring follow. The error says in words which value is not a plain literal.
 */
export function rewriteHeader(text: string, change: HeaderChange): Result<string, string> {
  const top = parser.parse(text).topNode;
  const edits: Edit[] = [];
  const wanted = [
    ["revision", change.id === undefined ? undefined : [change.id]],
    ["down_revision", change.down],
    ["depends_on", change.dependsOn],
  ] as const;
  for (const [name, values] of wanted) {
    if (values === undefined) continue;
    const value = valueOf(top, text, name);
    if (value === null) return err(`\`${name}\` is not assigned as a plain literal`);
    const replaced = replaceValue(value, values, { text, top });
    if (replaced === null) return err(`\`${name}\` is computed`);
    edits.push(...replaced);
  }
  edits.push(...docstringEdits(top, text, change));
  return ok(applyEdits(text, edits));
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((result, { from, to, text: part }) => result.slice(0, from) + part + result.slice(to), text);
}

/** The value of the last assignment to a name on the top level of the module: that one counts. */
function valueOf(top: SyntaxNode, text: string, name: string): SyntaxNode | null {
  return (
    assignments(top)
      .filter((node) => text.slice(node.firstChild!.from, node.firstChild!.to) === name)
      .map((node) => {
        const operators = node.getChildren("AssignOp");
        const after = childrenOf(node).filter((child) => child.from >= (operators[0]?.to ?? node.to));
        return operators.length === 1 && after.length === 1 ? after[0]! : null;
      })
      .at(-1) ?? null
  );
}

function assignments(node: SyntaxNode): readonly SyntaxNode[] {
  return childrenOf(node).flatMap((child) => {
    if (child.name === "StatementGroup") return assignments(child);
    return child.name === "AssignStatement" && child.firstChild !== null ? [child] : [];
  });
}

interface Module {
  readonly text: string;
  readonly top: SyntaxNode;
}

/** Null where the value is neither None, a string, nor a sequence of strings. */
function replaceValue(node: SyntaxNode, values: readonly string[], module: Module): readonly Edit[] | null {
  const inner = unwrap(node);
  if (inner.name === "None") return [whole(inner, values, quoteOf(module))];
  if (inner.name === "String") {
    if (stringValue(sourceOf(inner, module)) === null) return null;
    const [only] = values;
    return values.length === 1 && only !== undefined
      ? intoString(inner, only, module)
      : [whole(inner, values, quoteOf(module))];
  }
  if (inner.name !== "TupleExpression" && inner.name !== "ArrayExpression") return null;
  const elements = elementsOf(inner);
  const isPlain = elements.every(
    (element) => element.name === "String" && stringValue(sourceOf(element, module)) !== null,
  );
  if (!isPlain) return null;
  if (elements.length !== values.length) return [whole(inner, values, quoteOf(module))];
  return elements.flatMap((element, at) => intoString(element, values[at]!, module));
}

/** `("a")` is a string in brackets. */
function unwrap(node: SyntaxNode): SyntaxNode {
  const [inner, ...others] = node.name === "ParenthesizedExpression" ? elementsOf(node) : [];
  return inner === undefined || others.length > 0 ? node : unwrap(inner);
}

/** Only what is between the quotes. */
function intoString(node: SyntaxNode, value: string, module: Module): readonly Edit[] {
  const source = sourceOf(node, module);
  if (stringValue(source) === value) return [];
  const quotes = /^[a-z]{0,2}("""|'''|"|')/iu.exec(source);
  if (quotes === null) return [];
  return [{ from: node.from + quotes[0].length, to: node.to - (quotes[1]?.length ?? 0), text: value }];
}

function whole(node: SyntaxNode, values: readonly string[], quote: string): Edit {
  const quoted = values.map((value) => `${quote}${value}${quote}`);
  const text = quoted.length === 0 ? "None" : quoted.length === 1 ? quoted[0]! : `(${quoted.join(", ")})`;
  return { from: node.from, to: node.to, text };
}

/** The quote that the file's own `revision` has. */
function quoteOf({ top, text }: Module): string {
  const value = valueOf(top, text, "revision");
  const found = value === null ? null : /["']/u.exec(text.slice(value.from, value.to));
  return found?.[0] ?? '"';
}

function sourceOf(node: SyntaxNode, { text }: Module): string {
  return text.slice(node.from, node.to);
}

/** `Revision ID: …` and `Revises: …` as Alembic's template has them; a docstring without them stays as it is. */
function docstringEdits(top: SyntaxNode, text: string, { id, down }: HeaderChange): readonly Edit[] {
  const first = childrenOf(top).find((node) => node.name !== "Comment");
  const string = first?.name === "ExpressionStatement" ? first.firstChild : null;
  if (string?.name !== "String") return [];
  const line = (label: string, value: string | undefined): readonly Edit[] => {
    const found = new RegExp(`^([ \\t]*${label}:[ \\t]*)([^\\r\\n]*?)[ \\t]*$`, "mu").exec(
      text.slice(string.from, string.to),
    );
    if (value === undefined || found === null || found[2] === value) return [];
    const from = string.from + found.index + (found[1]?.length ?? 0);
    const space = /[ \t]$/u.test(found[1] ?? "") || value === "" ? "" : " ";
    return [{ from, to: from + (found[2]?.length ?? 0), text: space + value }];
  };
  return [...line("Revision ID", id), ...line("Revises", down?.join(", "))];
}
