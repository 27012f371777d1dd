import { revisionOf } from "../../revision/history-file.ts";
import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";

/** A revision without `upgrade`. */
export const noUpgrade = defineRule({
  code: "MF102",
  name: "no-upgrade",
  severity: "error",
  judges: "file",
  docs: {
    what: "The revision defines no `upgrade`.",
    why: "`alembic upgrade` ends with an AttributeError when it comes to this revision.",
    fix: "Define `upgrade()`; a revision that changes nothing says `pass`.",
  },
  examples: {
    bad: [{ files: { "a1_x.py": exampleRevision({ id: "a1", down: null }, { upgrade: "" }) } }],
    good: [
      { files: { "a1_x.py": exampleRevision({ id: "a1", down: null }) } },
      {
        files: {
          "a1_x.py": exampleRevision({ id: "a1", down: null }, { upgrade: "from shop.steps import upgrade" }),
        },
      },
    ],
  },
  check: ({ file }) => {
    const revision = revisionOf(file);
    if (revision === null || file.parsed.shape?.upgrade.kind !== "absent") return [];
    return [
      {
        message: `Revision ${revision.id} has no upgrade(): \`alembic upgrade\` ends with an AttributeError here.`,
        hint: "Add `def upgrade() -> None:` with what the revision does, or `pass`.",
        revision: revision.id,
        file: file.file,
        line: revision.line,
      },
    ];
  },
});
