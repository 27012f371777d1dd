import type { SyntaxNode } from "@lezer/common";
import { argumentsOf } from "../environment/arguments.ts";
import type { PythonModule } from "../environment/python-module.ts";
import { elementsOf } from "../revision/evaluate-literal.ts";
import type { BodyNames } from "./body-names.ts";
import type { ExpressionReader } from "./expression-reader.ts";

/** Chains of names longer than this are not followed. */
export const DEEPEST = 24;
/** Calls that make a name safe in SQL (SQLAlchemy's identifier preparer, psycopg's `sql` module). */
const QUOTES =
  /(?:\.quote\w*|\.format_(?:table|column)|\.sql\.(?:Identifier|Literal)|quoted_name|\.inline_literal|^sqlalchemy\..*\.compile)$/u;
/** How Python writes what never changes (PEP 8). */
const CONSTANT = /^_*[A-Z][A-Z0-9_]*$/u;
const KEEPS = /\.(?:upper|lower|strip|title|join|items|keys|values|format|replace|split|get|copy)$/u;
const BUILTIN = /^~(?:enumerate|zip|sorted|range|reversed|list|tuple|set|dict|str|int|len)$/u;

/** What a value may be made of. */
interface Surroundings {
  readonly module: PythonModule;
  readonly names: BodyNames;
  readonly reader: Pick<ExpressionReader, "pathOf" | "given">;
}

/** Is a value settled by the file alone (a constant of the module, a number), or made safe for SQL? */
export function isConstantIn(node: SyntaxNode, at: Surroundings): boolean {
  return isConstant(node, 0, at);
}

function isConstant(node: SyntaxNode, depth: number, at: Surroundings): boolean {
  const inner = (one: SyntaxNode | null): boolean => one !== null && isConstant(one, depth + 1, at);
  if (depth > DEEPEST) return false;
  switch (node.name) {
    case "String":
    case "Number":
    case "None":
    case "Boolean":
      return true;
    case "VariableName":
      return isConstantName(node, depth, at);
    case "MemberExpression":
      return CONSTANT.test(at.module.source(node.getChild("PropertyName"))) || inner(node.firstChild);
    case "CallExpression": {
      const path = at.reader.pathOf(node.firstChild) ?? "";
      if (QUOTES.test(path) || /^~(?:int|len|range)$/u.test(path)) return true;
      const { positional, named } = argumentsOf(node, at.module);
      const given = node.getChild("ArgList")?.getChild("for")
        ? positional.slice(0, 1)
        : [...positional, ...named.values()];
      if (BUILTIN.test(path)) return given.every(inner);
      if (!KEEPS.test(at.module.source(node.firstChild))) return false;
      return inner(node.firstChild?.firstChild ?? null) && given.every(inner);
    }
    case "ArrayComprehensionExpression":
    case "SetComprehensionExpression":
    case "ComprehensionExpression":
      return inner(elementsOf(node)[0] ?? null);
    case "FormatString":
      return node.getChildren("FormatReplacement").every((one) => inner(one.firstChild?.nextSibling ?? null));
    case "ContinuedString":
    case "ArrayExpression":
    case "TupleExpression":
    case "SetExpression":
    case "DictionaryExpression":
    case "ParenthesizedExpression":
      return elementsOf(node).every((one) => one.name === ":" || inner(one));
    case "BinaryExpression":
      return inner(node.firstChild) && inner(node.lastChild);
    case "ConditionalExpression":
      return inner(node.firstChild) && inner(node.lastChild);
    default:
      return false;
  }
}

function isConstantName(node: SyntaxNode, depth: number, at: Surroundings): boolean {
  const name = at.module.source(node);
  const loops = at.names.loopsOver(name, node);
  if (loops.length > 0) return loops.every((one) => isConstant(one, depth + 1, at));
  const bindings = at.module.lookUp(name, node);
  if (bindings.length === 0 || at.names.isUnstable(name)) return false;
  return bindings.every((binding) => {
    if (binding.kind === "import") return CONSTANT.test(binding.name ?? "");
    if (binding.kind === "parameter") {
      const given = at.reader.given(name, binding.node);
      return given.length > 0 && given.every((one) => isConstant(one, depth + 1, at));
    }
    if (binding.kind !== "value") return binding.kind === "class";
    const isOfModule = at.names.functionAt(binding.node) === null;
    if (isOfModule && CONSTANT.test(name)) return true;
    // A text of the function's own could as well stand where it is used.
    const isOwn = binding.node.name === "String" && !isOfModule;
    return !isOwn && isConstant(binding.node, depth + 1, at);
  });
}
