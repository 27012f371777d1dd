import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";

/** A `down_revision` that no file defines. */
export const missingParent = defineRule({
  code: "MG002",
  name: "missing-parent",
  severity: "error",
  judges: "graph",
  docs: {
    what: "A `down_revision` names a revision that no file defines.",
    why: "Alembic ends with a KeyError on every command.",
    fix: "Bring the missing file back, or set `down_revision` to a revision that exists.",
  },
  examples: {
    bad: [{ files: { "b2_orders.py": exampleRevision({ id: "b2", down: "a1" }) } }],
    good: [
      {
        files: {
          "a1_start.py": exampleRevision({ id: "a1", down: null }),
          "b2_orders.py": exampleRevision({ id: "b2", down: "a1" }),
        },
      },
    ],
  },
  check: ({ graph }) =>
    graph.problems.flatMap((problem) => {
      if (problem.kind !== "missing-parent") return [];
      const { revision, parent } = problem;
      const near = [...graph.nodes.keys()].find(
        (id) => parent.length > 3 && (id.startsWith(parent) || parent.startsWith(id)),
      );
      return [
        {
          message:
            parent === ""
              ? `Revision ${revision.id} has an empty string as its down_revision; Alembic >= 1.12.1 looks for a revision with that id.`
              : `Revision ${revision.id} stands on ${parent}, and no file defines ${parent}.`,
          hint:
            parent === ""
              ? "Write `down_revision = None` for a base."
              : near === undefined
                ? `Bring the file of ${parent} back (was it left out of a commit?), or set \`down_revision\` to a revision that exists.`
                : `Write the full id: did you mean \`down_revision = "${near}"\`?`,
          revision: revision.id,
          file: revision.file,
          line: revision.line,
        },
      ];
    }),
});
