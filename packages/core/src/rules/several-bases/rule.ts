import type { GraphNode, RevisionGraph } from "../../graph/graph.ts";
import { defineRule } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";
import { relativePath } from "../../targets/paths.ts";
import { listed } from "../words.ts";

/** More than one root, and no branch labels that would say it is meant. */
export const severalBases = defineRule({
  code: "MG010",
  name: "several-bases",
  severity: "warning",
  judges: "graph",
  docs: {
    what: "The history begins in more than one revision without a branch label.",
    why: "Usually a `down_revision` was lost: the order between the lines is an accident, and `downgrade base` takes both.",
    fix: "Set the `down_revision` of the later base, or give each line a branch label if both are meant.",
  },
  examples: {
    bad: [
      {
        files: {
          "a1_start.py": exampleRevision({ id: "a1", down: null }),
          "b2_start.py": exampleRevision({ id: "b2", down: null }),
        },
      },
    ],
    good: [
      {
        files: {
          "a1_start.py": exampleRevision({ id: "a1", down: null }),
          "b2_start.py": exampleRevision({ id: "b2", down: null, extra: 'branch_labels = "audit"' }),
        },
      },
    ],
  },
  check: ({ graph, target, isNew }) => {
    const bases = graph.bases
      .flatMap((id) => graph.nodes.get(id) ?? [])
      .filter((node) => !isLabelled(graph, node));
    const at = bases.find((node) => isNew(node.revision.id)) ?? bases.at(-1);
    if (at === undefined || bases.length < 2) return [];
    const places = bases.map(
      ({ revision }) => `${revision.id} (${relativePath(target.root, revision.file)}:${revision.line})`,
    );
    return [
      {
        message: `${bases.length} bases without branch labels: ${listed(places)}.`,
        hint: `Set the \`down_revision\` of ${at.revision.id}, or \`branch_labels\` in each base if separate lines are meant.`,
        revision: at.revision.id,
        file: at.revision.file,
        line: at.revision.line,
      },
    ];
  },
});

/** Alembic shows a label downwards too, as long as the line neither branches nor merges. */
function isLabelled(graph: RevisionGraph, base: GraphNode): boolean {
  let node: GraphNode | undefined = base;
  const seen = new Set<GraphNode>();
  while (node !== undefined && !seen.has(node) && node.down.length < 2) {
    if (node.revision.labels.length > 0) return true;
    seen.add(node);
    node = node.allChildren.length === 1 ? graph.nodes.get(node.children[0] ?? "") : undefined;
  }
  return false;
}
