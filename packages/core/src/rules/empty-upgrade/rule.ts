import { revisionOf } from "../../revision/history-file.ts";
import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";

const nothing = { upgrade: "def upgrade():\n    pass", downgrade: "def downgrade():\n    pass" };

/** An `upgrade` that does nothing, most often a forgotten autogenerate. */
export const emptyUpgrade = defineRule({
  code: "MF104",
  name: "empty-upgrade",
  severity: "warning",
  judges: "file",
  docs: {
    what: "`upgrade` does nothing, and the revision neither merges heads nor opens a branch.",
    why: "The change that its docstring promises is not there: models not imported, or a file never filled in.",
    fix: "Fill in `upgrade()`, or delete the revision.",
  },
  examples: {
    bad: [{ files: { "a1_x.py": exampleRevision({ id: "a1", down: null }, nothing) } }],
    good: [
      { files: { "a1_x.py": exampleRevision({ id: "a1", down: null }) } },
      { files: { "c3_merge.py": exampleRevision({ id: "c3", down: '("a1", "b2")' }, nothing) } },
      {
        files: {
          "a1_x.py": exampleRevision({ id: "a1", down: null, extra: 'branch_labels = "audit"' }, nothing),
        },
      },
    ],
  },
  check: ({ file, target }) => {
    const revision = revisionOf(file);
    const upgrade = file.parsed.shape?.upgrade;
    if (revision === null || upgrade?.kind !== "function") return [];
    if (upgrade.body === "body" || upgrade.body === "raise") return [];
    if (revision.down.length > 1 || revision.labels.length > 0) return [];
    return [
      {
        message: `upgrade() of revision ${revision.id} does nothing.`,
        hint: `Fill it in, or delete the file. If autogenerate found nothing, check that env.py imports the models, then run \`${target.alembic} revision --autogenerate\`.`,
        revision: revision.id,
        file: file.file,
        line: upgrade.line,
      },
    ];
  },
});
