import type { GraphNode, GraphProblem, RevisionGraph } from "../../graph/graph.ts";
import { ancestorsOf } from "../../graph/lineage.ts";
import { defineRule } from "../define-rule.ts";
import type { GraphRuleInput, RuleFinding } from "../define-rule.ts";
import { exampleRevision } from "../example-files.ts";
import { relativePath } from "../../targets/paths.ts";
import { counted } from "../words.ts";

const fork = {
  "a1_start.py": exampleRevision({ id: "a1", down: null }),
  "b2_orders.py": exampleRevision({ id: "b2", down: "a1" }),
  "c3_stock.py": exampleRevision({ id: "c3", down: "a1" }),
};

/** With these, heads are an accident of what is missing, and a merge could not mend it: they have findings of their own. */
const BROKEN: ReadonlySet<GraphProblem["kind"]> = new Set([
  "duplicate-id",
  "missing-parent",
  "self-loop",
  "cycle",
]);

/** More heads than declared: Alembic cannot tell which one `upgrade head` means. */
export const multipleHeads = defineRule({
  code: "MG001",
  name: "multiple-heads",
  severity: "error",
  judges: "graph",
  docs: {
    what: "The history of a target does not end in exactly the declared heads, by default one.",
    why: "`alembic upgrade head` stops with an error, so the next deploy does too.",
    fix: "Put the new revisions on top of the released head (`migrun rebase`), or join the heads (`migrun merge`).",
  },
  examples: {
    bad: [
      { files: fork },
      { files: fork, heads: 3 },
      {
        files: {
          ...fork,
          "b2_orders.py": exampleRevision({ id: "b2", down: "a1", extra: 'branch_labels = "orders"' }),
        },
        heads: ["orders"],
      },
    ],
    good: [
      { files: { ...fork, "c3_stock.py": exampleRevision({ id: "c3", down: "b2" }) } },
      { files: { ...fork, "d4_merge.py": exampleRevision({ id: "d4", down: '("b2", "c3")' }) } },
      { files: fork, heads: 2 },
      {
        files: {
          "a1_start.py": exampleRevision({ id: "a1", down: null, extra: 'branch_labels = "orders"' }),
          "b2_start.py": exampleRevision({ id: "b2", down: null, extra: 'branch_labels = "stock"' }),
        },
        heads: ["orders", "stock"],
      },
    ],
  },
  check: (input) => {
    if (input.graph.problems.some((problem) => BROKEN.has(problem.kind))) return [];
    const { heads } = input.target;
    return typeof heads === "number" ? checkNumber(input, heads) : checkLabels(input, heads);
  },
});

function checkNumber(input: GraphRuleInput, allowed: number): RuleFinding[] {
  const { graph } = input;
  if (graph.heads.length === allowed || graph.heads.length === 0) return [];
  if (graph.heads.length < allowed) return [fewerHeads(input, allowed)];
  const expected = allowed === 1 ? "" : ` where ${allowed} may stand side by side`;
  return [headsFinding(input, graph.heads, `${counted(graph.heads.length, "head")}${expected}`)];
}

/** A branch that was merged away, or a number that was never true: `heads` says exactly how many there are. */
function fewerHeads({ graph }: GraphRuleInput, allowed: number): RuleFinding {
  const [head] = graph.heads.flatMap((id) => graph.nodes.get(id) ?? []);
  return {
    message: `${counted(graph.heads.length, "head")} where \`heads: ${allowed}\` is configured.`,
    hint: `Set \`heads: ${graph.heads.length}\` for this target, or restore the branch that is gone.`,
    revision: head?.revision.id ?? null,
    file: head?.revision.file ?? null,
    line: head?.revision.line ?? null,
  };
}

function checkLabels(input: GraphRuleInput, labels: readonly string[]): RuleFinding[] {
  const { graph } = input;
  const labelsByHead = new Map(graph.heads.map((head) => [head, labelsOf(graph, head)]));
  const findings: RuleFinding[] = [];
  for (const label of labels) {
    const heads = graph.heads.filter((head) => labelsByHead.get(head)?.has(label));
    // A label on the trunk is carried by every branch: only what no more specific label explains counts.
    const own = heads.filter((head) =>
      labels.every((other) => other === label || !labelsByHead.get(head)?.has(other)),
    );
    if (own.length > 1)
      findings.push(headsFinding(input, own, `${counted(own.length, "head")} of branch ${label}`));
    if (!graph.labels.has(label)) {
      findings.push({
        message: `No revision carries the branch label ${label} that the configured heads name.`,
        hint: `Set \`branch_labels = ("${label}",)\` in the branch's first revision, or take ${label} out of \`heads\`.`,
        object: `label:${label}`,
      });
    }
  }
  const unlabelled = graph.heads.filter((head) =>
    labels.every((label) => !labelsByHead.get(head)?.has(label)),
  );
  if (unlabelled.length > 0 && graph.heads.length > 1) {
    const message = `${counted(unlabelled.length, "head")} outside the declared branches (${labels.join(", ")})`;
    findings.push(headsFinding(input, unlabelled, message));
  }
  return findings;
}

function labelsOf(graph: RevisionGraph, head: string): Set<string> {
  const below = ancestorsOf(graph, [head], "down");
  return new Set([...graph.labels].filter(([, id]) => below.has(id)).map(([label]) => label));
}

function headsFinding(input: GraphRuleInput, heads: readonly string[], what: string): RuleFinding {
  const { graph, target, isNew } = input;
  const nodes = heads.flatMap((head) => graph.nodes.get(head) ?? []);
  const places = nodes.map(
    (node) => `${node.revision.id} (${relativePath(target.root, node.revision.file)}:${node.revision.line})`,
  );
  const at = nodes.find((node) => isNew(node.revision.id)) ?? nodes.at(-1);
  return {
    message: [`${what}: \`alembic upgrade head\` cannot tell which one is meant.`, ...places].join("\n"),
    hint: [rebaseHint(input, nodes), mergeHint(input, heads)].filter((line) => line !== null).join("\n"),
    revision: at?.revision.id ?? null,
    file: at?.revision.file ?? null,
    line: at?.revision.line ?? null,
  };
}

function mergeHint({ target, graph }: GraphRuleInput, heads: readonly string[]): string {
  const ids = heads.length > 1 ? heads : graph.heads;
  return `Run \`migrun merge ${target.name}\`, which is \`${target.alembic} merge ${ids.join(" ")}\` and the checks after it.`;
}

/** With one released head and one new branch, putting the branch on top keeps the history a line. */
function rebaseHint({ graph, target, isNew }: GraphRuleInput, nodes: readonly GraphNode[]): string | null {
  const fresh = nodes.filter((node) => isNew(node.revision.id));
  const [head] = nodes.filter((node) => !isNew(node.revision.id));
  const [tip] = fresh;
  if (head === undefined || tip === undefined || fresh.length + 1 !== nodes.length || fresh.length > 1)
    return null;
  const first = firstNew(graph, tip, isNew);
  if (first === null) return null;
  const { file, line } = first.revision;
  const place = `${relativePath(target.root, file)}:${line}`;
  return `Run \`migrun rebase ${target.name}\` as long as no database has run it: ${place} then revises ${head.revision.id}. Else:`;
}

function firstNew(graph: RevisionGraph, tip: GraphNode, isNew: (id: string) => boolean): GraphNode | null {
  let node = tip;
  for (;;) {
    if (node.down.length > 1) return null;
    const parent = graph.nodes.get(node.down[0] ?? "");
    if (parent === undefined || !isNew(parent.revision.id)) return node;
    node = parent;
  }
}
