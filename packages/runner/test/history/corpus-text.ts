import type { CorpusRevision } from "./corpus.ts";

const NAMES = ["revision", "down_revision", "branch_labels", "depends_on"] as const;

/** A file that says what the revision says, in the form that it has in its repository. */
export function writeCorpusFile(revision: CorpusRevision): string {
  const values = [revision.id, revision.down, revision.labels, revision.dependsOn] as const;
  const header = NAMES.map((name, index) =>
    assignment(name, values[index] ?? "", revision.forms[index] ?? ""),
  );
  const { docForm, flags } = revision;
  const parts = [
    docForm.includes("after-comment") ? "# Licensed under terms\n# that take two lines" : "",
    docstring(revision),
    "from enum import Enum\n\nfrom alembic import op\nfrom typing import Sequence, Union",
    docForm === "missing string-later" ? '"""No docstring: it stands too late."""' : "",
    flags.includes("non-ascii")
      ? "# \u00E9t\u00E9 \u2014 \u{1F41F}"
      : "# revision identifiers, used by Alembic.",
    ...header,
    step("upgrade", revision.upgrade),
    step("downgrade", revision.downgrade),
  ];
  const text = parts.filter((part) => part !== "").join("\n\n");
  return flags.includes("no-final-newline") ? text : `${text}\n`;
}

/** What Alembic's `doc` is for the file; null where there is no docstring. */
export function corpusDoc({ id, docForm }: CorpusRevision): string | null {
  if (docForm.startsWith("missing")) return null;
  return docForm.includes("first-paragraph-multiline") ? `change ${id}\nin two lines` : `change ${id}`;
}

function docstring(revision: CorpusRevision): string {
  const doc = corpusDoc(revision);
  if (doc === null) return "";
  const { docForm, id } = revision;
  const rest = docForm.includes("no-revision-id-line")
    ? "Said otherwise."
    : `Revision ID: ${id}\nCreate Date: 2026-01-01`;
  const start = docForm.includes("starts-with-newline") ? "\n" : "";
  return `"""${start}${doc}${docForm.includes("single-paragraph") ? "\n" : `\n\n${rest}\n`}"""`;
}

function assignment(name: string, value: string | readonly string[], form: string): string {
  if (form === "missing") return "";
  const annotated = /annotated (.*)$/u.exec(form)?.[1];
  const left = annotated === undefined ? name : `${name}: ${annotated}`;
  const after = form.includes("trailing-comment") ? "  # as it was" : "";
  const statement = `${left} = ${expression(name, value, form)}${after}`;
  if (form.includes("assigned-2-times")) return `${name} = "before"\n${statement}`;
  return form.includes("element-attribute") ? `${labelClass(name, value)}\n\n\n${statement}` : statement;
}

function labelClass(name: string, value: string | readonly string[]): string {
  const names = typeof value === "string" ? [value] : value;
  return [`class Values_${name}:`, ...names.map((one, index) => `    v${index} = "${one}"`)].join("\n");
}

function expression(name: string, value: string | readonly string[], form: string): string {
  const values = typeof value === "string" ? [value] : value;
  const quote = form.includes("single") ? "'" : '"';
  const quoted = values.map((one, index) =>
    form.includes("element-attribute") ? `Values_${name}.v${index}` : `${quote}${one}${quote}`,
  );
  const kind = form.split(" ", 1)[0];
  switch (kind) {
    case "none":
      return "None";
    case "str":
      return quoted[0] ?? `${quote}${quote}`;
    case "call":
      return `tuple([${quoted.join(", ")}])`;
    case "subscript":
      return `{\n    "this": ${quoted[0] ?? "None"},\n}[\n    "this"\n]`;
    case "tuple":
    case "list": {
      const [open, close] = kind === "tuple" ? ["(", ")"] : ["[", "]"];
      const comma = form.includes("trailing-comma") || (kind === "tuple" && values.length === 1) ? "," : "";
      const isTall = form.includes("multiline");
      const inner = `${quoted.join(isTall ? ",\n    " : ", ")}${comma}`;
      return isTall ? `${open}\n    ${inner}\n${close}` : `${open}${inner}${close}`;
    }
    default:
      throw new Error(`no such form: ${form}`);
  }
}

const BODIES: Readonly<Record<string, string>> = {
  body: '    op.execute("""\nSELECT 1\n""")',
  pass: "    pass",
  raise: '    raise NotImplementedError("there is no way back")',
  return: "    return",
  "docstring-only": '    """Nothing to do."""',
};

function step(name: string, form: string): string {
  const [kind = "", ...words] = form.split(" ");
  if (kind === "missing") return "";
  const result = words.includes("annotated") ? " -> None" : "";
  const given = words.includes("arguments") ? "engine_name" : "";
  return `\ndef ${name}(${given})${result}:\n${BODIES[kind] ?? ""}`;
}
