import type { SyntaxNode } from "@lezer/common";
import { childrenOf } from "../revision/children-of.ts";
import { elementsOf } from "../revision/evaluate-literal.ts";
import { stringValue } from "../revision/python-text.ts";
import type { Evaluation, Frame } from "./evaluation.ts";
import type { TemplatePiece } from "./url-template.ts";
import { readTemplate } from "./url-template.ts";
import type { Value } from "./value.ts";

/** A known text, or what may stand in its place. */
type Piece = string | readonly Value[];

/** A text that is put together: `f"…"`, `"…" + x`, `"…" % x`. Variables in it become parts of the URL that it makes. */
export function evaluateTemplate(evaluator: Evaluation, node: SyntaxNode, frame: Frame): readonly Value[] {
  return joinPieces(piecesOf(evaluator, node, frame));
}

/** `"…{}…".format(a, b=c)`. */
export function evaluateFormat(
  evaluator: Evaluation,
  template: string,
  given: { readonly positional: readonly SyntaxNode[]; readonly named: ReadonlyMap<string, SyntaxNode> },
  frame: Frame,
): readonly Value[] {
  let next = 0;
  return joinPieces(
    splitBy(template, /\{(\w*)(?:![rsa])?(?::[^{}]*)?\}/gu, (name) => {
      const index = name === "" ? next++ : Number(name);
      const node = Number.isNaN(index) ? given.named.get(name) : given.positional[index];
      return node === undefined ? [] : evaluator.evaluate(node, frame);
    }),
  );
}

/** The one variable that a text like `"/" + x` consists of; empty where it is more than that. */
export function soleReads(evaluator: Evaluation, node: SyntaxNode, frame: Frame): readonly Value[] {
  const pieces = piecesOf(evaluator, node, frame).filter((piece) => piece !== "" && piece !== "/");
  const [only] = pieces;
  return pieces.length !== 1 || only === undefined || typeof only === "string" ? [] : only;
}

function piecesOf(evaluator: Evaluation, node: SyntaxNode, frame: Frame): readonly Piece[] {
  const { module } = frame;
  switch (node.name) {
    case "String": {
      const text = stringValue(module.source(node));
      return [text ?? []];
    }
    case "ContinuedString":
      return childrenOf(node).flatMap((child) => piecesOf(evaluator, child, frame));
    case "FormatString":
      return formatPieces(evaluator, node, frame);
    case "BinaryExpression": {
      const [left, operator, right] = elementsOf(node);
      if (left === undefined || right === undefined || operator === undefined) return [[]];
      if (operator.name === "or" || operator.name === "and") return [evaluator.evaluate(node, frame)];
      const sign = module.source(operator);
      if (sign === "+") return [left, right].flatMap((side) => piecesOf(evaluator, side, frame));
      if (sign === "%") return percentPieces(evaluator, { left, right }, frame);
      return [
        operator.name === "BitOp"
          ? [...evaluator.evaluate(left, frame), ...evaluator.evaluate(right, frame)]
          : [],
      ];
    }
    case "ParenthesizedExpression": {
      const [inner, ...others] = elementsOf(node);
      if (inner !== undefined && others.length === 0) return piecesOf(evaluator, inner, frame);
      return [[]];
    }
    default: {
      const values = evaluator.evaluate(node, frame);
      const [only] = values;
      return [values.length === 1 && only?.kind === "text" ? only.text : values];
    }
  }
}

function formatPieces(evaluator: Evaluation, node: SyntaxNode, frame: Frame): readonly Piece[] {
  const source = frame.module.source(node);
  const quotes = /^[A-Za-z]*("""|'''|"|')/u.exec(source);
  if (quotes === null) return [[]];
  const pieces: Piece[] = [];
  const plain = (from: number, to: number): void => {
    const text = frame.module.text.slice(from, to).replaceAll("{{", "{").replaceAll("}}", "}");
    pieces.push(text);
  };
  let at = node.from + quotes[0].length;
  for (const hole of node.getChildren("FormatReplacement")) {
    plain(at, hole.from);
    const inner = elementsOf(hole)[0];
    pieces.push(...(inner === undefined ? [[]] : piecesOf(evaluator, inner, frame)));
    at = hole.to;
  }
  plain(at, node.to - (quotes[1]?.length ?? 1));
  return pieces;
}

function percentPieces(
  evaluator: Evaluation,
  { left, right }: { readonly left: SyntaxNode; readonly right: SyntaxNode },
  frame: Frame,
): readonly Piece[] {
  const template = evaluator.text(left, frame);
  if (template === null) return [[]];
  const positional = right.name === "TupleExpression" ? elementsOf(right) : [right];
  const named = right.name === "DictionaryExpression" ? entriesOf(evaluator, right, frame) : null;
  let next = 0;
  return splitBy(template, /%(?:\((\w+)\))?[sdr]/gu, (name) => {
    const value = name === "" ? positional[next++] : named?.get(name);
    return value === undefined ? [] : evaluator.evaluate(value, frame);
  });
}

/** The values of a dict by their literal keys. */
export function entriesOf(
  evaluator: Evaluation,
  dictionary: SyntaxNode,
  frame: Frame,
): ReadonlyMap<string, SyntaxNode> {
  const entries = new Map<string, SyntaxNode>();
  for (const colon of dictionary.getChildren(":")) {
    const key = evaluator.text(colon.prevSibling, frame);
    if (key !== null && colon.nextSibling !== null) entries.set(key, colon.nextSibling);
  }
  return entries;
}

function splitBy(
  template: string,
  pattern: RegExp,
  fill: (name: string) => readonly Value[],
): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of template.matchAll(pattern)) {
    pieces.push(template.slice(at, match.index));
    const values = fill(match[1] ?? "");
    const [only] = values;
    pieces.push(values.length === 1 && only?.kind === "text" ? only.text : values);
    at = match.index + match[0].length;
  }
  pieces.push(template.slice(at));
  return pieces;
}

function joinPieces(all: readonly Piece[]): readonly Value[] {
  const pieces = all.filter((piece) => piece !== "");
  if (pieces.every((piece) => typeof piece === "string")) return [{ kind: "text", text: pieces.join("") }];
  const [first, ...others] = pieces;
  if (first !== undefined && typeof first !== "string" && others.length === 0) return first;
  const read = readTemplate(
    pieces.map((piece, index): TemplatePiece => (typeof piece === "string" ? piece : { hole: index })),
  );
  return pieces.flatMap((piece, index) => {
    if (typeof piece === "string") return [];
    return piece.flatMap((value): readonly Value[] => {
      if (value.kind !== "read") return [];
      if (read.whole === index || value.as === "part") return [value];
      return [{ kind: "read", read: value.read, as: "part", part: read.parts.get(index) ?? null }];
    });
  });
}
