import { relativePath } from "../../targets/paths.ts";
import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";

const before = { "a1_start.py": exampleRevision({ id: "a1", down: null }) };

/** A released revision that would do something else today. */
export const editedAfterMerge = defineRule({
  code: "MG006",
  name: "edited-after-merge",
  severity: "error",
  judges: "graph",
  docs: {
    what: "What a released revision does on the way up is not what the base has. Comments, layout and docstrings do not count, nor does `downgrade()` with the functions that only it uses: no database that ran `upgrade()` differs by it.",
    why: "Databases that ran it as it was differ from those that run it now, and nothing ever tells.",
    fix: "Restore the revision, and make the change in a new one.",
  },
  examples: {
    bad: [
      {
        base: before,
        files: {
          "a1_start.py": exampleRevision(
            { id: "a1", down: null },
            { upgrade: 'def upgrade():\n    op.execute("CREATE TABLE others (id bigint PRIMARY KEY)")' },
          ),
        },
      },
    ],
    good: [
      { base: before, files: { "a1_start.py": `${before["a1_start.py"]}# tidy\n` } },
      {
        base: before,
        files: {
          "a1_start.py": exampleRevision(
            { id: "a1", down: null },
            { downgrade: 'def downgrade():\n    op.execute("DROP TABLE things")' },
          ),
        },
      },
      {
        base: before,
        files: {
          "a1_start.py": exampleRevision({ id: "a1", down: null }, { docstring: '"""Add things."""' }),
        },
      },
    ],
  },
  check: ({ graph, base, target }) =>
    (base?.changed ?? []).flatMap(({ before: released, file, code }) => {
      const now = graph.nodes.get(released.id)?.revision;
      if (now === undefined || code !== "edited" || now.file !== file) return [];
      return [
        {
          message: `Revision ${now.id} is released, and its code has changed since the base.`,
          hint: `Run \`git checkout ${base?.commit} -- ${relativePath(target.root, file)}\`, and write the change as a new revision. Where no database can have run it, say so in the file: \`# migrun: allow-file MG006 -- reason\`.`,
          revision: now.id,
          file: now.file,
          line: now.line,
        },
      ];
    }),
});
