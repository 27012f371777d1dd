import { relativePath } from "../../targets/paths.ts";
import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";

const released = {
  "a1_start.py": exampleRevision({ id: "a1", down: null }),
  "b2_orders.py": exampleRevision({ id: "b2", down: "a1" }),
};

/** An id of the base that no file has any more. */
export const deletedRevision = defineRule({
  code: "MG007",
  name: "deleted-revision",
  severity: "error",
  judges: "graph",
  docs: {
    what: "A revision id of the base is gone: its file was deleted, or its id was changed.",
    why: "A database whose version table holds the id cannot be upgraded: Alembic ends with “Can't locate revision”.",
    fix: "Bring the file back under its old id; undo what it does in a new revision.",
  },
  examples: {
    bad: [
      { base: released, files: { "a1_start.py": released["a1_start.py"] } },
      {
        base: released,
        files: { ...released, "b2_orders.py": exampleRevision({ id: "b3", down: "a1" }) },
      },
    ],
    good: [
      {
        base: released,
        files: { "a1_start.py": released["a1_start.py"], "b2_renamed_file.py": released["b2_orders.py"] },
      },
    ],
  },
  check: ({ graph, base, target }) =>
    (base?.changed ?? []).flatMap(({ before, file, code }) => {
      if (graph.nodes.has(before.id)) return [];
      const path = relativePath(target.root, file);
      const renamed = [...graph.nodes.values()].find((node) => node.revision.file === file)?.revision;
      // The file is there, and its header tells no revision: that is MF106's.
      if (renamed === undefined && code !== "gone") return [];
      // A file that is gone cannot be pointed at: the finding stands where its line goes on.
      const near =
        renamed ??
        [...graph.nodes.values()].find((node) => node.revision.down.includes(before.id))?.revision ??
        graph.nodes.get(before.down[0] ?? "")?.revision;
      return [
        {
          message:
            renamed === undefined
              ? `Released revision ${before.id} is gone: ${path} was deleted.`
              : `Released revision ${before.id} is gone: ${path} calls itself ${renamed.id} now.`,
          hint:
            renamed === undefined
              ? `Run \`git checkout ${base?.commit} -- ${path}\`; undo what the revision does in a new one.`
              : `Write \`revision = "${before.id}"\` again.`,
          object: `revision:${before.id}`,
          revision: before.id,
          file: near?.file ?? null,
          line: near?.line ?? null,
        },
      ];
    }),
});
