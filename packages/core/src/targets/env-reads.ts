import type { SyntaxNode } from "@lezer/common";
import { childrenOf } from "../revision/children-of.ts";
import { stringValue } from "../revision/python-text.ts";

/** One place where Python reads an environment variable by a literal name. */
export interface EnvRead {
  readonly name: string;
  /** Does Python raise where the variable is not set? */
  readonly raises: boolean;
  readonly node: SyntaxNode;
}

/** Functions whose first argument names a variable, by how they are called. Settings of their own raise without a default. */
interface ReaderNames {
  readonly environ: ReadonlySet<string>;
  readonly getenv: ReadonlySet<string>;
  readonly decouple: ReadonlySet<string>;
}

/** Finds `os.environ["X"]`, `os.environ.get("X")`, `os.getenv("X")` and decouple's `config("X")`, whatever they are imported as. */
export function findEnvReads(root: SyntaxNode, text: string): readonly EnvRead[] {
  const names = readerNames(root, text);
  const reads: EnvRead[] = [];
  walk(root, (node) => {
    const read =
      node.name === "CallExpression" ? readByCall(node, text, names) : readByKey(node, text, names);
    if (read !== null) reads.push(read);
  });
  return reads;
}

/** Calls `visit` for a node and all below it, in the order of the text. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}

/** The source text of a node. */
export function sourceOf(node: SyntaxNode | null, text: string): string {
  return node === null ? "" : text.slice(node.from, node.to);
}

/** The value of a plain string literal; null for any other node. */
export function literalOf(node: SyntaxNode | null, text: string): string | null {
  return node?.name === "String" ? stringValue(sourceOf(node, text)) : null;
}

/** The positional arguments of a call, and its keyword arguments by name. */
export function argumentsOf(
  call: SyntaxNode,
  text: string,
): { readonly positional: readonly SyntaxNode[]; readonly named: ReadonlyMap<string, SyntaxNode> } {
  const positional: SyntaxNode[] = [];
  const named = new Map<string, SyntaxNode>();
  const list = call.getChild("ArgList");
  for (const node of list === null ? [] : childrenOf(list)) {
    if (/^[(),]$|^\*|^(?:Comment|AssignOp)$/u.test(node.name)) continue;
    if (node.nextSibling?.name === "AssignOp") continue;
    if (node.prevSibling?.name === "AssignOp") named.set(sourceOf(node.prevSibling.prevSibling, text), node);
    else if (!node.prevSibling?.name.startsWith("*")) positional.push(node);
  }
  return { positional, named };
}

function readByKey(node: SyntaxNode, text: string, names: ReaderNames): EnvRead | null {
  if (node.name !== "MemberExpression" || !names.environ.has(sourceOf(node.firstChild, text))) return null;
  const name = literalOf(node.getChild("String"), text);
  if (name === null || isWritten(node)) return null;
  return { name, raises: !isGuarded(node), node };
}

function readByCall(node: SyntaxNode, text: string, names: ReaderNames): EnvRead | null {
  const { positional, named } = argumentsOf(node, text);
  const name = literalOf(positional[0] ?? null, text);
  if (name === null) return null;
  const callee = sourceOf(node.firstChild, text);
  if (names.getenv.has(callee)) return { name, raises: false, node };
  const isDecouple = names.decouple.has(callee);
  if (!isDecouple) return null;
  return { name, raises: positional.length < 2 && !named.has("default") && !isGuarded(node), node };
}

/** `environ["X"] = …` and `del environ["X"]` are no reads. */
function isWritten(node: SyntaxNode): boolean {
  const parent = node.parent?.name;
  return (
    (parent === "AssignStatement" && node.nextSibling?.name === "AssignOp") || parent === "DeleteStatement"
  );
}

/** Inside `try:` the missing variable is likely expected. */
function isGuarded(node: SyntaxNode): boolean {
  for (let outer = node.parent; outer !== null; outer = outer.parent) {
    if (outer.name === "TryStatement") return outer.getChild("except") !== null;
  }
  return false;
}

function readerNames(root: SyntaxNode, text: string): ReaderNames {
  const os = new Set<string>();
  const environ = new Set<string>();
  const getenv = new Set<string>();
  const decouple = new Set<string>();
  walk(root, (node) => {
    if (node.name !== "ImportStatement") return;
    for (const { module, name, as } of importsOf(node, text)) {
      if (module === "os" && name === null) os.add(as);
      if (module === "os" && name === "environ") environ.add(as);
      if (module === "os" && name === "getenv") getenv.add(as);
      if (module === "decouple" && name === "config") decouple.add(as);
      if (module === "decouple" && name === null) decouple.add(`${as}.config`);
    }
  });
  for (const module of os) {
    environ.add(`${module}.environ`);
    getenv.add(`${module}.getenv`);
  }
  for (const mapping of environ) getenv.add(`${mapping}.get`);
  return { environ, getenv, decouple };
}

interface ImportedName {
  readonly module: string;
  /** Null for `import module`. */
  readonly name: string | null;
  readonly as: string;
}

const FROM_IMPORT = /^from\s+([\w.]+)\s+import\s+\(?([\s\S]*?)\)?$/u;
const ALIAS = /^([\w.]+)(?:\s+as\s+(\w+))?$/u;

function importsOf(node: SyntaxNode, text: string): readonly ImportedName[] {
  const source = sourceOf(node, text).replaceAll(/#.*|\\\n/gu, " ");
  const from = FROM_IMPORT.exec(source.trim());
  const list = from?.[2] ?? source.trim().replace(/^import\s+/u, "");
  return list.split(",").flatMap((item) => {
    const match = ALIAS.exec(item.trim());
    const name = match?.[1];
    if (name === undefined) return [];
    const as = match?.[2] ?? name;
    return [{ module: from?.[1] ?? name, name: from === null ? null : name, as }];
  });
}
