import { revisionOf } from "../../revision/history-file.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";

/** A downgrade that refuses. A round trip that comes to it says the same, and how much stays unverified. */
export const downgradeRaises = defineRule({
  code: "MR502",
  name: "downgrade-raises",
  severity: "notice",
  judges: "file",
  docs: {
    what: "`downgrade` raises on purpose.",
    why: "There is no way back across this revision: a rollback of the release needs a restore from a backup. Whoever plans it has to know.",
    fix: "Nothing, where it is meant so; give the exception a reason.",
  },
  examples: {
    bad: [
      exampleDoing({
        up: ["op.drop_table('x')"],
        down: ["raise NotImplementedError('restore from backup')"],
      }),
      exampleDoing({ up: ["op.drop_table('x')"], down: ["raise RuntimeError"] }),
    ],
    good: [
      exampleDoing({
        up: ["op.create_table('x', sa.Column('id', sa.Integer))"],
        down: ["op.drop_table('x')"],
      }),
      // Only under a condition.
      exampleDoing({
        up: ["op.drop_table('x')"],
        down: ["if value():", "    raise RuntimeError('x')", "op.drop_table('y')"],
      }),
    ],
  },
  check: ({ file }) => {
    const revision = revisionOf(file);
    const downgrade = file.parsed.shape?.downgrade;
    if (revision === null || downgrade?.kind !== "function" || downgrade.raises === null) return [];
    const { exception, reason, line } = downgrade.raises;
    return [
      {
        ...(reason === null && { severity: "warning" as const }),
        message: `downgrade() of revision ${revision.id} raises ${exception}${reason === null ? " and gives no reason" : `: ${reason}`}. A rollback across it needs a restore from a backup.`,
        hint:
          reason === null
            ? `Say why there is no way back: \`raise ${exception}("why")\`.`
            : "Nothing, where it is meant so.",
        revision: revision.id,
        file: file.file,
        line,
      },
    ];
  },
});
