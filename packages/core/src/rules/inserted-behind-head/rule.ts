import type { RevisionGraph } from "../../graph/graph.ts";
import { ancestorsOf, descendantsOf } from "../../graph/lineage.ts";
import { relativePath } from "../../targets/paths.ts";
import { defineRule } from "../define-rule.ts";
import type { GraphRuleInput, RuleFinding } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";
import { listed } from "../words.ts";

const released = {
  "a1_start.py": exampleRevision({ id: "a1", down: null }),
  "b2_orders.py": exampleRevision({ id: "b2", down: "a1" }),
};

/** Something new below a revision that is released: databases that have passed it will never run it. */
export const insertedBehindHead = defineRule({
  code: "MG005",
  name: "inserted-behind-head",
  severity: "error",
  judges: "graph",
  docs: {
    what: "A new revision stands below a released one, or a released one has other parents than at the base.",
    why: "A database that has run the released revision counts everything below it as done: it skips the new one for ever.",
    fix: "Give the released revision its old parent again, and put the new one on the head.",
  },
  examples: {
    bad: [
      {
        base: released,
        files: {
          "a1_start.py": released["a1_start.py"],
          "b2_orders.py": exampleRevision({ id: "b2", down: "n9" }),
          "n9_between.py": exampleRevision({ id: "n9", down: "a1" }),
        },
      },
      {
        base: { ...released, "c3_stock.py": exampleRevision({ id: "c3", down: "a1" }) },
        files: { ...released, "c3_stock.py": exampleRevision({ id: "c3", down: "b2" }) },
      },
    ],
    good: [
      { base: released, files: { ...released, "n9_on_top.py": exampleRevision({ id: "n9", down: "b2" }) } },
      {
        base: { ...released, "c3_stock.py": exampleRevision({ id: "c3", down: "a1" }) },
        files: {
          ...released,
          "c3_stock.py": exampleRevision({ id: "c3", down: "a1" }),
          "m4_merge.py": exampleRevision({ id: "m4", down: '("b2", "c3")' }),
        },
      },
    ],
  },
  check: (input) => {
    if (input.base === null) return [];
    const inserted = insertedBelow(input);
    return [...inserted.findings, ...movedRevisions(input, inserted.explained)];
  },
});

/** New revisions with a released one above them, and the released ones that name them. */
function insertedBelow({ graph, target, isNew }: GraphRuleInput): {
  readonly findings: readonly RuleFinding[];
  readonly explained: ReadonlySet<string>;
} {
  const explained = new Set<string>();
  const findings: RuleFinding[] = [];
  const below = ancestorsOf(
    graph,
    [...graph.nodes.keys()].filter((id) => !isNew(id)),
  );
  for (const node of graph.nodes.values()) {
    const { id, file, line } = node.revision;
    if (!isNew(id) || !below.has(id) || node.down.length > 1) continue;
    const above = [...descendantsOf(graph, [id])].filter((other) => other !== id && !isNew(other));
    const [first] = above;
    if (first === undefined) continue;
    const onIt = node.allChildren.filter((child) => !isNew(child));
    for (const child of onIt) explained.add(child);
    const upper = onIt.length > 0 ? onIt : [first];
    const places = upper.map((other) => placeOf(graph, other, target.root));
    const files = upper.map((other) => relativePath(target.root, graph.nodes.get(other)!.revision.file));
    findings.push({
      message: `New revision ${id} stands below released ${upper.length === 1 ? "revision" : "revisions"} ${listed(places)}.`,
      hint: `Restore \`down_revision\` in ${listed(files)}; then \`migrun rebase ${target.name}\` puts ${id} on top.`,
      revision: id,
      file,
      line,
    });
  }
  return { findings, explained };
}

/** Released revisions whose parents are not those of the base, by no new revision's doing. */
function movedRevisions(
  { graph, base }: GraphRuleInput,
  explained: ReadonlySet<string>,
): readonly RuleFinding[] {
  return base!.changed.flatMap(({ before }) => {
    const now = graph.nodes.get(before.id)?.revision;
    if (now === undefined || explained.has(before.id)) return [];
    const isSame = sameIds(before.down, now.down) && sameIds(before.dependsOn, now.dependsOn);
    if (isSame) return [];
    const [what, was, is] = sameIds(before.down, now.down)
      ? (["depends on", before.dependsOn, now.dependsOn] as const)
      : (["revises", before.down, now.down] as const);
    return [
      {
        message: `Released revision ${now.id} ${what} ${named(is)}; at the base it was ${named(was)}. Databases that have run it keep the old order.`,
        hint: `Set it back to ${named(was)}: what has run cannot be moved.`,
        revision: now.id,
        file: now.file,
        line: now.line,
      },
    ];
  });
}

function sameIds(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}

function named(ids: readonly string[]): string {
  return ids.length === 0 ? "nothing" : listed(ids);
}

function placeOf(graph: RevisionGraph, id: string, root: string): string {
  const { file, line } = graph.nodes.get(id)!.revision;
  return `${id} (${relativePath(root, file)}:${line})`;
}
