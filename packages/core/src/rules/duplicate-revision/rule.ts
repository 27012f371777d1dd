import { defineRule, type RuleTarget } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";
import { relativePath } from "../../targets/paths.ts";
import { listed } from "../words.ts";

/** One id, several files; or one branch label, several revisions. */
export const duplicateRevision = defineRule({
  code: "MG003",
  name: "duplicate-revision",
  severity: "error",
  judges: "graph",
  docs: {
    what: "Several files define the same revision id or the same branch label.",
    why: "Alembic only warns about a repeated id: which file runs depends on the order of loading. A repeated label stops it.",
    fix: "Give one of the files an id or label of its own, and delete accidental copies.",
  },
  examples: {
    bad: [
      {
        files: {
          "a1_orders.py": exampleRevision({ id: "a1", down: null }),
          "a1_orders_copy.py": exampleRevision({ id: "a1", down: null }),
        },
      },
      {
        files: {
          "a1_start.py": exampleRevision({ id: "a1", down: null, extra: 'branch_labels = "shop"' }),
          "b2_orders.py": exampleRevision({ id: "b2", down: "a1", extra: 'branch_labels = "shop"' }),
        },
      },
    ],
    good: [
      {
        files: {
          "a1_orders.py": exampleRevision({ id: "a1", down: null }),
          "b2_stock.py": exampleRevision({ id: "b2", down: "a1" }),
        },
      },
    ],
  },
  check: ({ graph, target, isNew, base }) =>
    graph.problems.flatMap((problem) => {
      if (problem.kind === "duplicate-id") {
        const { id, revisions } = problem;
        const at = revisions.at(-1)!;
        const places = revisions.map(({ file, line }) => `${relativePath(target.root, file)}:${line}`);
        return [
          {
            message: `Revision ${id} is defined by ${revisions.length} files: ${listed(places)}. Which one runs depends on the order of loading.`,
            hint: hintFor({ target, isNew: isNew(id), hasBase: base !== null }),
            revision: id,
            file: at.file,
            line: at.line,
          },
        ];
      }
      if (problem.kind !== "duplicate-label") return [];
      const { label, revision, takenBy } = problem;
      const owner = takenBy.id === label ? "is the id of a revision" : `belongs to revision ${takenBy.id}`;
      return [
        {
          message: `Branch label ${label} of revision ${revision.id} ${owner} (${relativePath(target.root, takenBy.file)}:${takenBy.line}); Alembic stops on every command.`,
          hint: `Give ${revision.id} a label of its own, or take \`branch_labels\` out.`,
          revision: revision.id,
          file: revision.file,
          line: revision.line,
        },
      ];
    }),
});

function hintFor(of: {
  readonly target: RuleTarget;
  readonly isNew: boolean;
  readonly hasBase: boolean;
}): string {
  if (!of.isNew) return "Delete the copy; databases know this id already.";
  return of.hasBase
    ? `Delete the copy, or run \`migrun rebase ${of.target.name}\`: it issues a new id, and what is new and names the old one follows.`
    : "Give one of them a new id, here and in every `down_revision` that means it, or delete the copy.";
}
