import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";
import { relativePath } from "../../targets/paths.ts";

/** A module that is no revision, in a folder where Alembic takes every file for one. */
export const strayFile = defineRule({
  code: "MF127",
  name: "stray-file",
  severity: "error",
  judges: "file",
  docs: {
    what: "A Python file in a versions folder is no revision.",
    why: "Alembic loads every file of the folder, and fails on every command because of this one.",
    fix: "Move the file out of the versions folder.",
  },
  examples: {
    bad: [{ files: { "helpers.py": "def create_things():\n    pass\n" } }],
    good: [{ files: { "a1_x.py": exampleRevision({ id: "a1", down: null }) } }],
  },
  check: ({ file, target }) => {
    if (file.parsed.kind !== "not-readable" || file.parsed.problem !== "no-revision") return [];
    return [
      {
        message: `${relativePath(target.root, file.file)} is in a versions folder and has no \`revision\`: Alembic fails on every command because of it.`,
        hint: "Move the file out of the versions folder, or give it a `revision` and a `down_revision` if it is one.",
        file: file.file,
        line: file.parsed.line,
      },
    ];
  },
});
