import type { SyntaxNode } from "@lezer/common";
import type { PythonModule } from "./python-module.ts";
import type { UrlPart } from "./variable.ts";

/** One place where Python reads an environment variable. */
export interface VariableRead {
  /** The first is told; the others serve as well. */
  readonly names: readonly [string, ...string[]];
  readonly raises: boolean;
  readonly ignoreCase: boolean;
  readonly fallback: string | null;
  /** May the value be a text at all, as far as a type says? A number is no URL. */
  readonly isText: boolean;
  /** Does a type say that it is the URL of a database? */
  readonly isDsn: boolean;
  /** Is it the field of a settings class? */
  readonly isField: boolean;
  readonly module: PythonModule;
  readonly node: SyntaxNode;
  readonly via: string;
}

/** A class of the repository. */
export interface ClassRef {
  readonly module: PythonModule;
  readonly node: SyntaxNode;
}

/** Packages whose objects read variables by name. */
export type ReaderLibrary = "decouple" | "environs" | "dynaconf" | "starlette";

/**
 * What an expression may stand for, as far as it matters for variables. An expression has a list of them (`a or b`);
 * an empty list is one that cannot be followed.
 */
export type Value =
  | { readonly kind: "module"; readonly module: PythonModule }
  /** Something of another package, by its dotted name: `os.environ`, `pydantic.PostgresDsn`. */
  | { readonly kind: "foreign"; readonly path: string }
  | { readonly kind: "class"; readonly of: ClassRef }
  | { readonly kind: "function"; readonly of: ClassRef; readonly self: Value | null }
  /** `prefix`: of a model inside of a settings class, what the names of its variables begin with. */
  | { readonly kind: "instance"; readonly of: ClassRef; readonly prefix: NestedPrefix | null }
  /** The mapping of field values that a pydantic validator is given. */
  | { readonly kind: "fields"; readonly of: Value }
  | { readonly kind: "reader"; readonly library: ReaderLibrary; readonly prefix: string }
  | { readonly kind: "text"; readonly text: string }
  /** The value of a variable, `as` the whole or as one part of a URL; `part` null: as some piece of a text. */
  | { readonly kind: "read"; readonly read: VariableRead; readonly as: "whole" }
  | {
      readonly kind: "read";
      readonly read: VariableRead;
      readonly as: "part";
      readonly part: UrlPart | null;
    };

/** How variables of a nested model are called: `DB__` and `HOST`. */
export interface NestedPrefix {
  readonly prefix: string;
  readonly delimiter: string;
  readonly ignoreCase: boolean;
  /** Does the settings object fail without this model? */
  readonly required: boolean;
  /** Class and field so far, for people: `Settings.db`. */
  readonly via: string;
}
