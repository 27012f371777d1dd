import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";

/** A revision that names itself as what comes before it. */
export const selfLoop = defineRule({
  code: "MG013",
  name: "self-loop",
  severity: "error",
  judges: "graph",
  docs: {
    what: "A revision names itself as its `down_revision` or in its `depends_on`.",
    why: "It could only run after itself; Alembic stops on every command.",
    fix: "Name the revision that should come before it, or None.",
  },
  examples: {
    bad: [
      { files: { "a1_start.py": exampleRevision({ id: "a1", down: "a1" }) } },
      { files: { "a1_start.py": exampleRevision({ id: "a1", down: null, extra: 'depends_on = "a1"' }) } },
    ],
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
      if (problem.kind !== "self-loop") return [];
      const { revision, by } = problem;
      const name = by === "down" ? "down_revision" : "depends_on";
      return [
        {
          message: `Revision ${revision.id} names itself as its ${name}.`,
          hint: `Set \`${name}\` to the revision that should come before it, or to None.`,
          revision: revision.id,
          file: revision.file,
          line: revision.line,
        },
      ];
    }),
});
