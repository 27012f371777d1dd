import { revisionOf } from "../../revision/history-file.ts";
import { baseName } from "../../targets/paths.ts";
import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";
import { hasIdInName } from "./has-id-in-name.ts";

/** A file whose name does not hold its id, where `file_template` says that it should. */
export const nameMismatch = defineRule({
  code: "MF105",
  name: "name-mismatch",
  severity: "warning",
  judges: "file",
  docs: {
    what: "The file name does not contain the revision id, though `file_template`, or the habit of the other files, puts it there.",
    why: "People search for a revision by its file name; after a copy, two files look like one.",
    fix: "Rename the file, or correct the id if the file was copied.",
  },
  examples: {
    bad: [{ files: { "add_things.py": exampleRevision({ id: "b2", down: null }) } }],
    good: [
      { files: { "b2_add_things.py": exampleRevision({ id: "b2", down: null }) } },
      { files: { "add_things.py": exampleRevision({ id: "b2", down: null }) }, fileTemplate: "%(slug)s" },
      {
        files: {
          "001_users.py": exampleRevision({ id: "a1", down: null }),
          "002_orders.py": exampleRevision({ id: "b2", down: "a1" }),
        },
      },
    ],
  },
  check: ({ file, target }) => {
    const revision = revisionOf(file);
    if (revision === null || !templateHasId(target.fileTemplate)) return [];
    const name = baseName(file.file);
    if (hasIdInName(name, revision.id)) return [];
    return [
      {
        message: `File ${name} does not carry its revision id ${revision.id} in its name.`,
        hint: `Rename it, say to ${renamed(name, revision.id)}; Alembic finds it under any name. If the file is a copy, give it an id of its own.`,
        revision: revision.id,
        file: file.file,
        line: revision.line,
      },
    ];
  },
});

/** Alembic's default is `%(rev)s_%(slug)s`; in an uninterpolated ini value the sign is doubled. */
function templateHasId(template: string | null): boolean {
  return template === null || template === "" || template.includes("%(rev)s");
}

function renamed(name: string, id: string): string {
  return `${id}_${name}`;
}
