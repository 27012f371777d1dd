import { revisionOf } from "../../revision/history-file.ts";
import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";

/** A revision that does not say what it does. */
export const emptyMessage = defineRule({
  code: "MF101",
  name: "empty-message",
  severity: "error",
  judges: "file",
  docs: {
    what: "The revision has no docstring, or Alembic's placeholder.",
    why: "`alembic history`, reports and whoever must decide at night show this line, and nothing else.",
    fix: "Say in the module's docstring what the revision does.",
  },
  examples: {
    bad: [
      {
        files: { "a1_x.py": exampleRevision({ id: "a1", down: null }, { docstring: '"""empty message"""' }) },
      },
      { files: { "a1_x.py": exampleRevision({ id: "a1", down: null }, { docstring: "import os" }) } },
      {
        files: {
          "a1_x.py": exampleRevision({ id: "a1", down: null }, { docstring: '"""\n\nRevision ID: a1\n"""' }),
        },
      },
    ],
    good: [{ files: { "a1_x.py": exampleRevision({ id: "a1", down: null }) } }],
  },
  check: ({ file }) => {
    const revision = revisionOf(file);
    const { shape } = file.parsed;
    if (revision === null || shape === null) return [];
    const doc = revision.doc;
    if (!isEmptyMessage(doc)) return [];
    const stray = shape.strayStringLine;
    return [
      {
        message:
          doc === ""
            ? `Revision ${revision.id} has no docstring${stray === null ? "" : ` (the string on line ${stray} is none: a docstring is the first statement)`}.`
            : `Revision ${revision.id} says only "${doc.split("\n", 1)[0]}".`,
        hint:
          stray !== null && doc === ""
            ? "Move the string to the top of the file, above the imports."
            : 'Start the file with a docstring that says what the revision does: `"""add orders.note"""`.',
        revision: revision.id,
        file: file.file,
        line: shape.docLine ?? stray ?? 1,
      },
    ];
  },
});

/** The template's own lines follow the message: without one they come first. */
function isEmptyMessage(doc: string): boolean {
  return doc === "" || /^empty message\b[.\s]*$/i.test(doc) || doc.startsWith("Revision ID:");
}
