import type { Revision, RevisionId } from "../revision/revision.ts";
import { findCycle } from "./find-cycles.ts";
import type { GraphNode, GraphProblem, RevisionGraph } from "./graph.ts";
import type { DraftNode } from "./draft-node.ts";
import { normalizeDependencies } from "./normalize-dependencies.ts";

/**
 * Builds the graph of a history from its revisions in load order. Never fails: what is wrong is in
 * `problems`, and edges to what is not there are left out.
 */
export function buildGraph(revisions: readonly Revision[]): RevisionGraph {
  const problems: GraphProblem[] = [];
  const nodes = createNodes(revisions, problems);
  const labels = resolveLabels(nodes, problems);
  for (const node of nodes.values()) addEdges(node, { nodes, labels, problems });
  for (const node of nodes.values()) addToParents(node, nodes);
  normalizeDependencies(nodes);
  const all = [...nodes.values()];
  const sets = {
    nodes: nodes as ReadonlyMap<RevisionId, GraphNode>,
    heads: idsOf(all.filter((node) => node.children.length === 0)),
    realHeads: idsOf(all.filter((node) => node.allChildren.length === 0)),
    bases: idsOf(all.filter((node) => node.revision.down.length === 0)),
    realBases: idsOf(
      all.filter(({ revision }) => revision.down.length === 0 && revision.dependsOn.length === 0),
    ),
    branchPoints: idsOf(all.filter((node) => node.children.length > 1)),
    mergePoints: idsOf(all.filter((node) => node.revision.down.length > 1)),
    labels,
  };
  const cycle = findCycle(sets);
  if (cycle !== null) problems.push(cycle);
  return { ...sets, problems };
}

function idsOf(nodes: readonly DraftNode[]): RevisionId[] {
  return nodes.map((node) => node.revision.id);
}

function createNodes(revisions: readonly Revision[], problems: GraphProblem[]): Map<RevisionId, DraftNode> {
  const byId = new Map<RevisionId, Revision[]>();
  for (const revision of revisions) {
    const same = byId.get(revision.id);
    if (same === undefined) byId.set(revision.id, [revision]);
    else same.push(revision);
  }
  const nodes = new Map<RevisionId, DraftNode>();
  for (const [id, same] of byId) {
    const revision = same.at(-1)!;
    if (same.length > 1) problems.push({ kind: "duplicate-id", id, revisions: same });
    const characters = [...new Set(id)].filter((character) => "@-+:".includes(character)).toSorted();
    if (characters.length > 0) problems.push({ kind: "illegal-character", revision, characters });
    nodes.set(id, {
      revision,
      index: nodes.size,
      down: [],
      dependsOn: [],
      normalizedDependsOn: [],
      parents: [],
      children: [],
      allChildren: [],
    });
  }
  return nodes;
}

function resolveLabels(
  nodes: ReadonlyMap<RevisionId, DraftNode>,
  problems: GraphProblem[],
): Map<string, RevisionId> {
  const labels = new Map<string, RevisionId>();
  for (const { revision } of nodes.values()) {
    for (const label of revision.labels) {
      const takenBy = nodes.get(label) ?? nodes.get(labels.get(label) ?? "");
      if (takenBy === undefined) labels.set(label, revision.id);
      else problems.push({ kind: "duplicate-label", label, revision, takenBy: takenBy.revision });
    }
  }
  return labels;
}

function addEdges(
  node: DraftNode,
  context: {
    readonly nodes: ReadonlyMap<RevisionId, DraftNode>;
    readonly labels: ReadonlyMap<string, RevisionId>;
    readonly problems: GraphProblem[];
  },
): void {
  const { nodes, labels, problems } = context;
  const { revision } = node;
  for (const parent of new Set(revision.down)) {
    if (parent === revision.id) problems.push({ kind: "self-loop", revision, by: "down" });
    else if (nodes.has(parent)) node.down.push(parent);
    else problems.push({ kind: "missing-parent", revision, parent });
  }
  for (const dependsOn of new Set(revision.dependsOn)) {
    const id = nodes.has(dependsOn) ? dependsOn : labels.get(dependsOn);
    if (id === undefined) problems.push({ kind: "unknown-depends-on", revision, dependsOn });
    else if (id === revision.id) problems.push({ kind: "self-loop", revision, by: "depends-on" });
    else if (!node.dependsOn.includes(id)) node.dependsOn.push(id);
  }
}

function addToParents(node: DraftNode, nodes: ReadonlyMap<RevisionId, DraftNode>): void {
  const { id } = node.revision;
  for (const parent of node.down) nodes.get(parent)?.children.push(id);
  for (const parent of new Set([...node.down, ...node.dependsOn])) nodes.get(parent)?.allChildren.push(id);
}
