import { revisionOf } from "../../revision/history-file.ts";
import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";

/** A revision without `downgrade`. One that raises with a reason is fine: it says that there is no way back. */
export const noDowngrade = defineRule({
  code: "MF103",
  name: "no-downgrade",
  severity: "error",
  judges: "file",
  docs: {
    what: "The revision defines no `downgrade`.",
    why: "`alembic downgrade` ends with an AttributeError, at the worst moment to learn it.",
    fix: "Define `downgrade()`; where there is no way back, raise NotImplementedError and say why.",
  },
  examples: {
    bad: [{ files: { "a1_x.py": exampleRevision({ id: "a1", down: null }, { downgrade: "" }) } }],
    good: [
      { files: { "a1_x.py": exampleRevision({ id: "a1", down: null }) } },
      {
        files: {
          "a1_x.py": exampleRevision(
            { id: "a1", down: null },
            { downgrade: 'def downgrade():\n    raise NotImplementedError("restore from backup")' },
          ),
        },
      },
    ],
  },
  check: ({ file }) => {
    const revision = revisionOf(file);
    if (revision === null || file.parsed.shape?.downgrade.kind !== "absent") return [];
    return [
      {
        message: `Revision ${revision.id} has no downgrade(): \`alembic downgrade\` ends with an AttributeError here.`,
        hint: 'Add `def downgrade() -> None:` that undoes upgrade(), or raises NotImplementedError("why there is no way back").',
        revision: revision.id,
        file: file.file,
        line: revision.line,
      },
    ];
  },
});
