import { parser } from "@lezer/python";
import type { SyntaxNode } from "@lezer/common";
import { childrenOf } from "../revision/children-of.ts";
import { evaluateLiteral } from "../revision/evaluate-literal.ts";

/** A text in a Python file whose value is certain. */
export interface SqlLiteral {
  readonly value: string;
  /** Is it handed to something that executes SQL, where it stands? */
  readonly isExecuted: boolean;
  /** 1-based line of a word of it; of its beginning where the source does not show the word. */
  readonly lineOf: (word: string) => number;
}

/** What SQL is handed to: `op.execute`, `sa.text`, `DDL`, … */
const EXECUTES = /(?:^|\.)(?:execute|exec_driver_sql|text|DDL|SQL|dedent|cleandoc)$/u;
/** What is only shown to somebody. */
const SHOWN =
  /(?:^|\.)(?:print|debug|info|warn|warning|error|critical|log|exception|skip|fail)$|(?:Error|Exception)$/u;

/**
 * The string constants of a Python file that may be SQL. Left out is what is not certain (f-strings, `%`,
 * `.format`, sums with a variable) and what nobody executes (docstrings, messages).
 */
export function sqlLiterals(text: string): readonly SqlLiteral[] {
  const found: SqlLiteral[] = [];
  const take = (node: SyntaxNode, isExecuted: boolean): void => {
    const literal = evaluateLiteral(node, text, () => null);
    if (literal?.kind === "string")
      found.push({ value: literal.value, isExecuted, lineOf: lineFinder(node, text) });
  };
  const visit = (node: SyntaxNode, isExecuted: boolean): void => {
    switch (node.name) {
      case "String":
      case "ContinuedString":
      case "BinaryExpression":
        return take(node, isExecuted);
      case "RaiseStatement":
      case "AssertStatement":
      case "FormatString":
        return;
      case "CallExpression": {
        const called = node.firstChild;
        const name = called === null ? "" : text.slice(called.from, called.to);
        if (SHOWN.test(name)) return;
        for (const child of childrenOf(node)) visit(child, EXECUTES.test(name));
        return;
      }
      default:
        for (const child of childrenOf(node))
          if (!isApart(node, child)) visit(child, isExecuted && isWrapper(node));
    }
  };
  visit(parser.parse(text).topNode, false);
  return found;
}

/** A docstring, or the text that a method is called on: `"…".format(…)`. */
function isApart(node: SyntaxNode, child: SyntaxNode): boolean {
  if (child.name !== "String" && child.name !== "ContinuedString") return false;
  return node.name === "ExpressionStatement" || node.name === "MemberExpression";
}

function isWrapper({ name }: SyntaxNode): boolean {
  return name === "ArgList" || name === "ParenthesizedExpression";
}

function lineFinder(node: SyntaxNode, text: string): SqlLiteral["lineOf"] {
  return (word) => {
    const at = text.slice(node.from, node.to).indexOf(word);
    return text.slice(0, node.from + Math.max(at, 0)).split("\n").length;
  };
}
