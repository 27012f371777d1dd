import type { RevisionGraph } from "../graph/graph.ts";
import type { Report, TargetReport } from "../report/report.ts";
import type { Revision, RevisionId } from "../revision/revision.ts";
import { compareCodePoints } from "../text/compare-code-points.ts";
import { GRAPH_SCHEMA, type GraphDocument, type GraphRevision, type GraphTarget } from "./graph-document.ts";
import { orderOfGraph } from "./order-of-graph.ts";

/** The history behind one target of a report. */
export interface GraphSource {
  readonly graph: RevisionGraph;
  /** Asked by file too: of two with one id, one may be new and the other released. */
  readonly isNew: (revision: Revision) => boolean;
  /** Makes a path fit to be shown. */
  readonly show: (path: string) => string;
}

/** What is known of the graphs of a run: the report's targets, each with its history. */
export function createGraphDocument(
  report: Report,
  sourceOf: (target: string) => GraphSource | null,
): GraphDocument {
  return {
    $schema: GRAPH_SCHEMA,
    schemaVersion: 1,
    base: report.base,
    problems: report.problems,
    targets: report.targets.map((target) => createGraphTarget(target, sourceOf(target.name))),
  };
}

function createGraphTarget(target: TargetReport, source: GraphSource | null): GraphTarget {
  const { name, config, section, scriptLocation, findings } = target;
  const head = { name, config, section, scriptLocation };
  if (source === null) return { ...head, ...NOTHING, problems: findings };
  const { graph } = source;
  const order = orderOfGraph(graph);
  const placed = new Set(order);
  const rest = [...graph.nodes.keys()].filter((id) => !placed.has(id));
  const sorted = (ids: readonly RevisionId[]): readonly RevisionId[] => ids.toSorted(compareCodePoints);
  return {
    ...head,
    heads: sorted(graph.heads),
    bases: sorted(graph.bases),
    branchPoints: sorted(graph.branchPoints),
    mergePoints: sorted(graph.mergePoints),
    order,
    revisions: describeRevisions([...order, ...rest], source),
    problems: findings,
  };
}

const NOTHING = {
  heads: [],
  bases: [],
  branchPoints: [],
  mergePoints: [],
  order: [],
  revisions: [],
} as const;

/** Of several files with one id, those that Alembic passes over stand before the one that counts. */
function describeRevisions(ids: readonly RevisionId[], source: GraphSource): readonly GraphRevision[] {
  const { nodes, problems } = source.graph;
  const others = new Map(
    problems.flatMap((problem) =>
      problem.kind === "duplicate-id" ? [[problem.id, problem.revisions.slice(0, -1)] as const] : [],
    ),
  );
  return ids.flatMap((id) => {
    const node = nodes.get(id);
    if (node === undefined) return [];
    const isHead = node.children.length === 0;
    return [...(others.get(id) ?? []), node.revision].map((revision) =>
      describeRevision(revision, isHead, source),
    );
  });
}

function describeRevision(revision: Revision, isHead: boolean, { isNew, show }: GraphSource): GraphRevision {
  const { id, file, line, doc, down, dependsOn, labels } = revision;
  return { id, file: show(file), line, doc, down, dependsOn, labels, isHead, isNew: isNew(revision) };
}
