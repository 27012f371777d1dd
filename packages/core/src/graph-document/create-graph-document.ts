import type { RevisionGraph } from "../graph/graph.ts";
import type { Report, TargetReport } from "../report/report.ts";
import type { RevisionId } from "../revision/revision.ts";
import { compareCodePoints } from "../text/compare-code-points.ts";
import { GRAPH_SCHEMA, type GraphDocument, type GraphRevision, type GraphTarget } from "./graph-document.ts";
import { orderOfGraph } from "./order-of-graph.ts";

/** The history behind one target of a report. */
export interface GraphSource {
  readonly graph: RevisionGraph;
  readonly isNew: (id: RevisionId) => boolean;
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
    revisions: [...order, ...rest].flatMap((id) => describeRevision(id, source)),
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

function describeRevision(id: RevisionId, { graph, isNew, show }: GraphSource): readonly GraphRevision[] {
  const node = graph.nodes.get(id);
  if (node === undefined) return [];
  const { file, line, doc, down, dependsOn, labels } = node.revision;
  return [
    {
      id,
      file: show(file),
      line,
      doc,
      down,
      dependsOn,
      labels,
      isHead: node.children.length === 0,
      isNew: isNew(id),
    },
  ];
}
