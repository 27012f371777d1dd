import { cycleFindings } from "../cycle-findings.ts";
import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";

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
  check: (input) =>
    cycleFindings(input, "down", {
      through: "down_revision",
      hint: "Correct the one that points the wrong way; the oldest of them should name a revision outside the cycle, or None.",
    }),
});
