import type { SyntaxNode } from "@lezer/common";
import type { PythonModule } from "./python-module.ts";
import type { ClassRef, Value } from "./value.ts";

/** Where an expression stands: its module, and what the parameters of its function are known to be. */
export interface Frame {
  readonly module: PythonModule;
  readonly parameters: ReadonlyMap<string, readonly Value[]>;
}

/** No parameter is known. */
export const NONE: Frame["parameters"] = new Map();

/** What the parts of the evaluator ask of each other. */
export interface Evaluation {
  /** The module of that name, if it belongs to the repository. */
  module(name: string): PythonModule | null;
  /** Everything that an expression may stand for. */
  evaluate(node: SyntaxNode, frame: Frame): readonly Value[];
  /** The value of a literal text, or of a name that stands for exactly one; null otherwise. */
  text(node: SyntaxNode | null | undefined, frame: Frame): string | null;
  /** What `value.name` may be. */
  attribute(value: Value, name: string): readonly Value[];
  /** An attribute that a class body binds, or that of one of its bases in the repository. */
  classAttribute(of: ClassRef, name: string, self: Value): readonly Value[];
  /** A class and its bases in the repository, as Python looks up attributes. */
  lineage(of: ClassRef): readonly ClassRef[];
  /** What the bases of a class are. */
  bases(of: ClassRef): readonly Value[];
  /** What `make` gives for a class, worked out once. `what` tells apart what is known of one class. */
  remember<T>(of: ClassRef, what: string, make: () => T): T;
  /** What a function returns, with its parameters known as far as given. */
  returnsOf(of: ClassRef, parameters: Frame["parameters"]): readonly Value[];
}

/** A read by name, at a node, as the whole value. */
export function asRead(
  call: {
    readonly name: string;
    readonly raises: boolean;
    readonly ignoreCase: boolean;
    readonly via: string;
  },
  node: SyntaxNode,
  { module }: Frame,
  fallback: string | null = null,
): Value {
  const { name, ...rest } = call;
  const about = { isText: true, isDsn: false, isField: false };
  return { kind: "read", as: "whole", read: { ...rest, names: [name], fallback, module, node, ...about } };
}

/** Values without doubles. */
export function unique(values: readonly Value[]): readonly Value[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = keyOf(value);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function keyOf(value: Value): string {
  switch (value.kind) {
    case "read": {
      const part = value.as === "part" ? (value.part ?? "piece") : "whole";
      return `read ${value.read.names[0]} ${value.read.module.file} ${value.read.node.from} ${part}`;
    }
    case "class":
    case "function":
    case "instance":
      return `${value.kind} ${value.of.module.file} ${value.of.node.from} ${
        value.kind === "instance" ? (value.prefix?.prefix ?? "") : ""
      }`;
    case "module":
      return `module ${value.module.name}`;
    case "foreign":
      return `foreign ${value.path}`;
    case "text":
      return `text ${value.text}`;
    case "reader":
      return `reader ${value.library} ${value.prefix}`;
    case "fields":
      return `fields ${keyOf(value.of)}`;
  }
}
