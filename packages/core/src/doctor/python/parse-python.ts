import type { SyntaxNode } from "@lezer/common";
import { PythonModule } from "../../environment/python-module.ts";
import { stringValue } from "../../revision/python-text.ts";

/** A Python text as a module that nobody imports. */
export function parsePython(text: string): PythonModule {
  return new PythonModule({ name: "__main__", file: "", text, isPackage: false });
}

/** The value of a plain string literal; null for any other node. */
export function literalOf(node: SyntaxNode | null, module: PythonModule): string | null {
  return node?.name === "String" ? stringValue(module.source(node)) : null;
}
