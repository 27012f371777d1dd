import { revisionOf } from "../../revision/history-file.ts";
import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";
import { VERSION_WIDTH } from "../../revision/version-width.ts";

const long = "b2_add_a_really_long_identifier_here_x";

/** An id that does not fit into the version table. */
export const idTooLong = defineRule({
  code: "MF125",
  name: "id-too-long",
  severity: "error",
  judges: "file",
  docs: {
    what: `The revision id is longer than the version table is wide: ${VERSION_WIDTH} characters, where nobody made it wider.`,
    why: "Alembic makes `version_num` a VARCHAR(32): the upgrade runs, and fails when it writes its row.",
    fix: "Choose a shorter id, in the file and wherever it is named.",
  },
  examples: {
    bad: [{ files: { [`${long}.py`]: exampleRevision({ id: long, down: null }) } }],
    good: [{ files: { "b2_add_things.py": exampleRevision({ id: "b2", down: null }) } }],
  },
  check: ({ file, target }) => {
    const revision = revisionOf(file);
    if (revision === null) return [];
    const { length } = [...revision.id];
    if (length <= target.versionWidth) return [];
    return [
      {
        message: `Revision id ${revision.id} has ${length} characters; the version table holds ${target.versionWidth}.`,
        hint: `Choose a shorter id, say "${revision.id.slice(0, 12)}", here and in every \`down_revision\` that names it.`,
        revision: revision.id,
        file: file.file,
        line: revision.line,
      },
    ];
  },
});
