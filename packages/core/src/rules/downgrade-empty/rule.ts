import { revisionOf } from "../../revision/history-file.ts";
import { defineRule } from "../define-rule.ts";
import { exampleDoing } from "../example-files.ts";

/** A downgrade that does nothing where the upgrade did something. */
export const downgradeEmpty = defineRule({
  code: "MR501",
  name: "downgrade-empty",
  severity: "warning",
  judges: "file",
  docs: {
    what: "`downgrade` does nothing, and `upgrade` does something.",
    why: "`alembic downgrade` succeeds and leaves everything as it is: the version table then names a revision whose schema the database does not have, and the next upgrade meets what is there already.",
    fix: "Undo in `downgrade()` what `upgrade()` does, or raise with the reason why there is no way back.",
  },
  examples: {
    bad: [
      exampleDoing({ up: ["op.create_table('x', sa.Column('id', sa.Integer))"], down: ["pass"] }),
      exampleDoing({ up: ["op.drop_table('x')"], down: ['"""nothing to do"""'] }),
    ],
    good: [
      exampleDoing({
        up: ["op.create_table('x', sa.Column('id', sa.Integer))"],
        down: ["op.drop_table('x')"],
      }),
      exampleDoing({
        up: ["op.drop_table('x')"],
        down: ["raise NotImplementedError('restore from backup')"],
      }),
      exampleDoing({ up: ["pass"], down: ["pass"] }),
    ],
  },
  check: ({ file }) => {
    const revision = revisionOf(file);
    const { shape } = file.parsed;
    if (revision === null || shape?.upgrade.kind !== "function" || shape.downgrade.kind !== "function")
      return [];
    const { body } = shape.downgrade;
    if (shape.upgrade.body !== "body" || body === "body" || body === "raise") return [];
    return [
      {
        message: `downgrade() of revision ${revision.id} does nothing, and upgrade() does: after \`alembic downgrade\` the version table says what is not so.`,
        hint: 'Undo what upgrade() does, or say that there is no way back: `raise NotImplementedError("restore from a backup")`.',
        revision: revision.id,
        file: file.file,
        line: shape.downgrade.line,
      },
    ];
  },
});
