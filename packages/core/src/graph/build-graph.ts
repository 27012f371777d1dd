import type { Revision, RevisionId } from "../revision/revision.ts";
import { findCycle } from "./find-cycles.ts";
import type { GraphNode, GraphProblem, RevisionGraph } from "./graph.ts";
import type { DraftNode } from "./draft-node.ts";
import { normalizeDependencies } from "./normalize-dependencies.ts";
import { appendTo } from "../append-to.ts";

/**
 * Builds the graph of a history from its revisions in load order. Never fails: what is wrong is in
 * `problems`, and edges to what is not there are left out.
 */
export function buildGraph(revisions: readonly Revision[]): RevisionGraph {
  const problems: GraphProblem[] = [];
  const nodes = createNodes(revisions, problems);
  const labels = resolveLabels(nodes, problems);
  for (const node of nodes.values()) addEdges(node, { nodes, labels, problems });
  addChildren(nodes);
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

const ILLEGAL = /[@\-+:]/;

/** Most lists of most revisions are empty: thousands of nodes share this one. */
const NONE: readonly RevisionId[] = [];

function createNodes(revisions: readonly Revision[], problems: GraphProblem[]): Map<RevisionId, DraftNode> {
  const byId = new Map<RevisionId, Revision>();
  const repeated = new Map<RevisionId, Revision[]>();
  for (const revision of revisions) {
    const { id } = revision;
    const before = byId.get(id);
    if (before !== undefined) repeated.set(id, [...(repeated.get(id) ?? [before]), revision]);
    byId.set(id, revision);
  }
  const nodes = new Map<RevisionId, DraftNode>();
  for (const [id, revision] of byId) {
    const same = repeated.get(id);
    if (same !== undefined) problems.push({ kind: "duplicate-id", id, revisions: same });
    const characters = ILLEGAL.test(id)
      ? [...new Set(id)].filter((character) => ILLEGAL.test(character)).toSorted()
      : [];
    if (characters.length > 0) problems.push({ kind: "illegal-character", revision, characters });
    nodes.set(id, {
      revision,
      index: nodes.size,
      down: NONE,
      dependsOn: NONE,
      normalizedDependsOn: NONE,
      parents: NONE,
      children: NONE,
      allChildren: NONE,
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

interface EdgeContext {
  readonly nodes: ReadonlyMap<RevisionId, DraftNode>;
  readonly labels: ReadonlyMap<string, RevisionId>;
  readonly problems: GraphProblem[];
}

function addEdges(node: DraftNode, context: EdgeContext): void {
  const { nodes, labels, problems } = context;
  const { revision } = node;
  const [only] = revision.down;
  if (only !== undefined && revision.down.length === 1 && only !== revision.id && nodes.has(only))
    node.down = revision.down;
  else if (only !== undefined) node.down = parentsOf(revision, context);
  if (revision.dependsOn.length === 0) return;
  const dependencies = new Set<RevisionId>();
  for (const dependsOn of new Set(revision.dependsOn)) {
    const id = nodes.has(dependsOn) ? dependsOn : labels.get(dependsOn);
    if (id === undefined) problems.push({ kind: "unknown-depends-on", revision, dependsOn });
    else if (id === revision.id) problems.push({ kind: "self-loop", revision, by: "depends-on" });
    else dependencies.add(id);
  }
  node.dependsOn = [...dependencies];
}

function parentsOf(revision: Revision, { nodes, problems }: EdgeContext): RevisionId[] {
  const parents: RevisionId[] = [];
  for (const parent of new Set(revision.down)) {
    if (parent === revision.id) problems.push({ kind: "self-loop", revision, by: "down" });
    else if (nodes.has(parent)) parents.push(parent);
    else problems.push({ kind: "missing-parent", revision, parent });
  }
  return parents;
}

function addChildren(nodes: ReadonlyMap<RevisionId, DraftNode>): void {
  const children = new Map<RevisionId, RevisionId[]>();
  const dependents = new Map<RevisionId, RevisionId[]>();
  for (const [id, node] of nodes) {
    for (const parent of node.down) appendTo(children, parent, id);
    for (const parent of node.dependsOn) if (!node.down.includes(parent)) appendTo(dependents, parent, id);
  }
  for (const [id, below] of children) nodes.get(id)!.children = below;
  for (const [id, node] of nodes) {
    const others = dependents.get(id);
    // In load order, as the children are.
    node.allChildren =
      others === undefined
        ? node.children
        : [...node.children, ...others].toSorted((a, b) => nodes.get(a)!.index - nodes.get(b)!.index);
  }
}
