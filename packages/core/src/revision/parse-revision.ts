import type { Literal } from "./evaluate-literal.ts";
import { idFromFileName } from "./is-revision-file.ts";
import { HEADER_NAMES, readBindings } from "./module-bindings.ts";
import type { Binding, ModuleBindings } from "./module-bindings.ts";
import { docOf } from "./python-text.ts";
import type { Revision } from "./revision.ts";
import { readShape } from "./revision-shape.ts";
import type { RevisionShape } from "./revision-shape.ts";
import { scanModule } from "./scan-module.ts";
import { baseName } from "../targets/paths.ts";

/** Why Alembic itself would refuse a file of a version location. */
export type UnreadableProblem =
  /** No `revision`, and a file name that is no id: a helper module, mostly. */
  | "no-revision"
  /** No `down_revision`: Alembic ends with an AttributeError. */
  | "no-down-revision"
  /** A header value of a type that Alembic does not take. */
  | "bad-value"
  /** Not text, not there, or not to be read. */
  | "not-text";

/** What the text of one file of a version location tells. */
export type ParsedRevision =
  | {
      readonly kind: "revision";
      readonly revision: Revision;
      /** Null where only the header was read. */
      readonly shape: RevisionShape | null;
    }
  /** Only Python can tell, see alembic-semantics.md section 2.3: nothing is guessed. */
  | {
      readonly kind: "needs-python";
      readonly reason: string;
      readonly line: number;
      /** Null where the text could not even be cut into statements. */
      readonly shape: RevisionShape | null;
    }
  | {
      readonly kind: "not-readable";
      readonly problem: UnreadableProblem;
      readonly reason: string;
      readonly line: number;
      readonly shape: RevisionShape | null;
    };

/**
 * Reads the header of a revision file from its text (decoded, any line ends, no byte order mark).
 * `file` is the absolute path. What a statement other than a plain literal assignment may bind is
 * left to Python; that imports or function bodies are broken is not noticed.
 */
export function parseRevision(text: string, file: string): ParsedRevision {
  const source = withNewlines(text);
  if (source.includes("\0")) return unreadable("not-text", "it holds a NUL byte", 1, null);
  const scan = scanModule(source);
  if (scan.problem !== null) {
    const { reason, line } = scan.problem;
    return {
      kind: "needs-python",
      reason: `the text cannot be read as Python: ${reason}`,
      line,
      shape: null,
    };
  }
  const bindings = readBindings(source, scan);
  const shape = readShape(source, scan, bindings);
  return readHeader(bindings, shape, file);
}

function withNewlines(text: string): string {
  return text.includes("\r") ? text.replaceAll(/\r\n?/g, "\n") : text;
}

const READ_NAMES = [...HEADER_NAMES, "__doc__"];
/** Where a number fails in every version of Alembic. */
const NO_NUMBERS: ReadonlySet<string> = new Set(["revision", "down_revision", "depends_on"]);

/** Why a binding tells nothing, in words. */
function whyUnknown(binding: Exclude<Binding, { kind: "literal" }>): string {
  if (binding.kind === "unknown") return binding.reason;
  return binding.kind === "number" ? "it is a number" : "it is a function";
}

function readHeader(bindings: ModuleBindings, plainShape: RevisionShape, file: string): ParsedRevision {
  const shape = withAssignedDoc(plainShape, bindings);
  for (const name of READ_NAMES) {
    const binding = bindings.names.get(name);
    if (binding?.kind === "number" && NO_NUMBERS.has(name))
      return unreadable("bad-value", `its \`${name}\` is a number`, binding.line, shape);
    if (binding !== undefined && binding.kind !== "literal") {
      const reason = `\`${name}\` cannot be read from the text: ${whyUnknown(binding)}`;
      return { kind: "needs-python", reason, line: binding.line, shape };
    }
  }
  const id = readId(bindings, file);
  if (id === null) return unreadable("no-revision", "it has no `revision`", 1, shape);
  const lists: Record<string, readonly string[]> = {};
  for (const name of ["down_revision", "branch_labels", "depends_on"] as const) {
    const { value, line } = literalOf(bindings, name) ?? { value: null, line: id.line };
    if (value === null && name === "down_revision") {
      return unreadable("no-down-revision", "it has no `down_revision`", id.line, shape);
    }
    const names = value === null ? [] : namesOf(name === "branch_labels" ? value : scalarOf(value, name));
    if (names === null) {
      return unreadable(
        "bad-value",
        `its \`${name}\` is neither None, a string, nor a list of strings`,
        line,
        shape,
      );
    }
    lists[name] = names;
  }
  if (id.value === null) return unreadable("bad-value", "its `revision` is not a string", id.line, shape);
  const revision: Revision = {
    id: id.value,
    file,
    line: id.line,
    doc: shape.doc ?? "",
    down: lists["down_revision"] ?? [],
    // Alembic asks whether there is something in it: `depends_on = ""` is nothing.
    dependsOn: (lists["depends_on"] ?? []).filter((name, _at, all) => name !== "" || all.length > 1),
    labels: lists["branch_labels"] ?? [],
    resolvedBy: "text",
  };
  return { kind: "revision", revision, shape };
}

/** `__doc__ = "…"` wins over the docstring. */
function withAssignedDoc(shape: RevisionShape, bindings: ModuleBindings): RevisionShape {
  const assigned = literalOf(bindings, "__doc__");
  if (assigned === null) return shape;
  const doc = assigned.value.kind === "string" ? docOf(assigned.value.value) : null;
  return { ...shape, doc, docLine: assigned.line };
}

function literalOf(bindings: ModuleBindings, name: string): { value: Literal; line: number } | null {
  const binding = bindings.names.get(name);
  return binding?.kind === "literal" ? { value: binding.value, line: binding.line } : null;
}

/** The id with its line; the value is null where `revision` is no string. */
function readId(bindings: ModuleBindings, file: string): { value: string | null; line: number } | null {
  const assigned = literalOf(bindings, "revision");
  if (assigned !== null) {
    return { value: assigned.value.kind === "string" ? assigned.value.value : null, line: assigned.line };
  }
  const value = idFromFileName(baseName(file));
  return value === null ? null : { value, line: 1 };
}

/** Alembic takes a sequence of one for what is in it, so that `(None,)` is a base and `(("a",),)` is `("a",)`. */
function scalarOf(value: Literal, name: string): Literal {
  const [only, ...others] = value.kind === "sequence" ? value.items : [];
  // What is left of `((),)` is no dependency, but neither None nor a parent.
  const isNothing = name === "down_revision" && only?.kind === "sequence" && only.items.length === 0;
  return only === undefined || others.length > 0 || isNothing ? value : only;
}

function namesOf(value: Literal): string[] | null {
  if (value.kind === "none") return [];
  if (value.kind === "string") return [value.value];
  const names: string[] = [];
  for (const item of value.items) {
    if (item.kind !== "string") return null;
    names.push(item.value);
  }
  return names;
}

function unreadable(
  problem: UnreadableProblem,
  reason: string,
  line: number,
  shape: RevisionShape | null,
): ParsedRevision {
  return { kind: "not-readable", problem, reason, line, shape };
}
