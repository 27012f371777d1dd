import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";
import { relativePath } from "../../targets/paths.ts";

/** A revision that stands above itself: nothing can be ordered. */
export const cycle = defineRule({
  code: "MG004",
  name: "cycle",
  severity: "error",
  judges: "graph",
  docs: {
    what: "Following `down_revision` leads back to where it began.",
    why: "There is no order in which the revisions could run; Alembic stops on every command.",
    fix: "Find the `down_revision` that points the wrong way, and correct it.",
  },
  examples: {
    bad: [
      {
        files: {
          "a1_start.py": exampleRevision({ id: "a1", down: "b2" }),
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
      if (problem.kind !== "cycle" || problem.by !== "down") return [];
      const loop = problem.loop.flatMap((id) => graph.nodes.get(id)?.revision ?? []);
      const [at] = loop;
      const way = [...problem.loop, problem.loop[0]].join(" -> ");
      const files = loop.map(({ file, line }) => `${relativePath(target.root, file)}:${line}`).join(", ");
      return [
        {
          message: `Cycle through down_revision: ${way} (${files}).`,
          hint: "Correct the one that points the wrong way; the oldest of them should name a revision outside the cycle, or None.",
          revision: at?.id ?? null,
          file: at?.file ?? null,
          line: at?.line ?? null,
        },
      ];
    }),
});
