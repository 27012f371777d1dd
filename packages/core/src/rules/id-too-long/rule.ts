import { revisionOf } from "../../revision/history-file.ts";
import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";

/** Alembic makes `version_num` a VARCHAR(32). */
const LONGEST_ID = 32;
const long = "b2_add_a_really_long_identifier_here_x";

/** An id that does not fit into the version table. */
export const idTooLong = defineRule({
  code: "MF125",
  name: "id-too-long",
  severity: "error",
  judges: "file",
  docs: {
    what: `The revision id has more than ${LONGEST_ID} characters.`,
    why: "`version_num` is a VARCHAR(32): the upgrade runs, and fails when it writes its row.",
    fix: "Choose a shorter id, in the file and wherever it is named.",
  },
  examples: {
    bad: [{ files: { [`${long}.py`]: exampleRevision({ id: long, down: null }) } }],
    good: [{ files: { "b2_add_things.py": exampleRevision({ id: "b2", down: null }) } }],
  },
  check: ({ file }) => {
    const revision = revisionOf(file);
    if (revision === null) return [];
    const { length } = [...revision.id];
    if (length <= LONGEST_ID) return [];
    return [
      {
        message: `Revision id ${revision.id} has ${length} characters; the version table holds ${LONGEST_ID}.`,
        hint: `Choose a shorter id, say "${revision.id.slice(0, 12)}", here and in every \`down_revision\` that names it.`,
        revision: revision.id,
        file: file.file,
        line: revision.line,
      },
    ];
  },
});
