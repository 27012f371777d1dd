import { revisionOf } from "../../revision/history-file.ts";
import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";

const parents = {
  "a1_start.py": exampleRevision({ id: "a1", down: null }),
  "b2_orders.py": exampleRevision({ id: "b2", down: "a1" }),
  "c3_stock.py": exampleRevision({ id: "c3", down: "a1" }),
};
const merge = { id: "m4", down: '("b2", "c3")' };
const empty = { upgrade: "def upgrade():\n    pass", downgrade: "def downgrade():\n    pass" };

/** A merge revision that does something besides merging. */
export const mergeWithOps = defineRule({
  code: "MG008",
  name: "merge-with-ops",
  severity: "warning",
  judges: "file",
  docs: {
    what: "A merge revision has operations of its own.",
    why: "Nobody looks for them there, and they depend on the order in which the branches ran.",
    fix: "Leave the merge empty, and put the operations into a revision after it.",
  },
  examples: {
    bad: [{ files: { ...parents, "m4_merge.py": exampleRevision(merge) } }],
    good: [{ files: { ...parents, "m4_merge.py": exampleRevision(merge, empty) } }],
  },
  check: ({ file }) => {
    const revision = revisionOf(file);
    const upgrade = file.parsed.kind === "revision" ? file.parsed.shape?.upgrade : null;
    if (revision === null || revision.down.length < 2) return [];
    if (upgrade?.kind !== "function" || upgrade.body !== "body") return [];
    return [
      {
        message: `Merge revision ${revision.id} does more than merge.`,
        hint: `Run \`alembic revision -m "…"\` and move the body of \`upgrade()\` and \`downgrade()\` there; ${revision.id} keeps \`pass\`.`,
        revision: revision.id,
        file: file.file,
        line: upgrade.line,
      },
    ];
  },
});
