import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";
import { relativePath } from "../../targets/paths.ts";

/** A circle that only dependencies close. */
export const dependencyCycle = defineRule({
  code: "MG014",
  name: "dependency-cycle",
  severity: "error",
  judges: "graph",
  docs: {
    what: "Following `down_revision` and `depends_on` together leads back to where it began.",
    why: "There is no order in which the revisions could run; Alembic stops on every command.",
    fix: "Take out the `depends_on` that asks for what comes later.",
  },
  examples: {
    bad: [
      {
        files: {
          "a1_start.py": exampleRevision({ id: "a1", down: null, extra: 'depends_on = "b2"' }),
          "b2_orders.py": exampleRevision({ id: "b2", down: "a1" }),
        },
      },
    ],
    good: [
      {
        files: {
          "a1_start.py": exampleRevision({ id: "a1", down: null }),
          "b2_orders.py": exampleRevision({ id: "b2", down: "a1", extra: 'depends_on = "a1"' }),
        },
      },
    ],
  },
  check: ({ graph, target }) =>
    graph.problems.flatMap((problem) => {
      if (problem.kind !== "cycle" || problem.by !== "depends-on") return [];
      const loop = problem.loop.flatMap((id) => graph.nodes.get(id)?.revision ?? []);
      const [at] = loop;
      const way = [...problem.loop, problem.loop[0]].join(" -> ");
      const files = loop.map(({ file, line }) => `${relativePath(target.root, file)}:${line}`).join(", ");
      return [
        {
          message: `Cycle through down_revision and depends_on: ${way} (${files}).`,
          hint: "Take out the `depends_on` that asks for a revision above its own.",
          revision: at?.id ?? null,
          file: at?.file ?? null,
          line: at?.line ?? null,
        },
      ];
    }),
});
