import { cycleFindings } from "../cycle-findings.ts";
import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";

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
  check: (input) =>
    cycleFindings(input, "depends-on", {
      through: "down_revision and depends_on",
      hint: "Take out the `depends_on` that asks for a revision above its own.",
    }),
});
