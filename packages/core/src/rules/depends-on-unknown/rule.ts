import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";

/** A `depends_on` that is neither an id nor a branch label of this history. */
export const dependsOnUnknown = defineRule({
  code: "MG009",
  name: "depends-on-unknown",
  severity: "error",
  judges: "graph",
  docs: {
    what: "A `depends_on` names neither a revision nor a branch label of this history.",
    why: "Alembic ends with a KeyError on every command.",
    fix: "Write the full id or the branch label of a revision in the same history, or take `depends_on` out.",
  },
  examples: {
    bad: [
      {
        files: { "a1_start.py": exampleRevision({ id: "a1", down: null, extra: 'depends_on = "nowhere"' }) },
      },
    ],
    good: [
      {
        files: {
          "a1_start.py": exampleRevision({ id: "a1", down: null, extra: 'branch_labels = "shop"' }),
          "b2_orders.py": exampleRevision({ id: "b2", down: "a1", extra: 'depends_on = "shop"' }),
        },
      },
    ],
  },
  check: ({ graph }) =>
    graph.problems.flatMap((problem) => {
      if (problem.kind !== "unknown-depends-on") return [];
      const { revision, dependsOn } = problem;
      const near = [...graph.nodes.keys()].find((id) => dependsOn.length > 3 && id.startsWith(dependsOn));
      return [
        {
          message: `Revision ${revision.id} depends on ${dependsOn}, which is neither a revision nor a branch label of this history.`,
          hint:
            near === undefined
              ? "Name a revision of the same history (histories of other targets cannot be depended on), or take `depends_on` out."
              : `Write the full id: did you mean \`depends_on = "${near}"\`?`,
          revision: revision.id,
          file: revision.file,
          line: revision.line,
        },
      ];
    }),
});
