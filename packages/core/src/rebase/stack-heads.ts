import { buildGraph } from "../graph/build-graph.ts";
import type { RevisionGraph } from "../graph/graph.ts";
import { ancestorsOf, descendantsOf } from "../graph/lineage.ts";
import { err, ok, type Result } from "../result.ts";
import type { Revision, RevisionId } from "../revision/revision.ts";
import type { RebaseRefusal } from "./plan-rebase.ts";

/** Where the new revisions stand after a rebase. */
export interface Stack {
  /** The parents of every new revision, by its id. */
  readonly downOf: ReadonlyMap<RevisionId, readonly RevisionId[]>;
  /** The heads of the base that they stand on. */
  readonly onto: readonly RevisionId[];
}

/** Puts the lines of new revisions on top of each other, the first on the head of the base that it belongs to. */
export function stackHeads(
  fresh: readonly Revision[],
  released: readonly Revision[],
): Result<Stack, RebaseRefusal> {
  const base = buildGraph(released);
  // Parents at the base are not in this graph: it has the new lines alone.
  const lines = buildGraph(fresh);
  const cycle = lines.problems.find((problem) => problem.kind === "cycle" && problem.by === "down");
  if (cycle?.kind === "cycle") return err({ kind: "cycle", ids: cycle.ids });
  const downOf = new Map<RevisionId, readonly RevisionId[]>();
  /** The uppermost revision on each head of the base so far. */
  const tops = new Map<RevisionId, RevisionId>();
  for (const head of headsInOrder(lines, base)) {
    const line = [...ancestorsOf(lines, [head], "down")].filter((id) => !downOf.has(id));
    const onto = ontoOf(line, lines, base);
    if (!onto.ok) return onto;
    const top = tops.get(onto.value) ?? onto.value;
    const inLine = new Set(line);
    // What is released, and what stands in a line before, is below the top: naming it again would say nothing.
    for (const id of line) {
      const within = (lines.nodes.get(id)?.down ?? []).filter((parent) => inLine.has(parent));
      downOf.set(id, within.length > 0 ? within : [top]);
    }
    tops.set(onto.value, head);
  }
  return ok({ downOf, onto: [...tops.keys()] });
}

/** Lines that stand on a head of the base already come first, so that they stay as they are. */
function headsInOrder(lines: RevisionGraph, base: RevisionGraph): readonly RevisionId[] {
  const heads = new Set(base.heads);
  const stands = (head: RevisionId): boolean =>
    parentsAtBase(ancestorsOf(lines, [head], "down"), lines).some((id) => heads.has(id));
  return [...lines.heads.filter(stands), ...lines.heads.filter((head) => !stands(head))];
}

/** The head of the base that a line belongs to: the only one, or the only one above its parents. */
function ontoOf(
  line: readonly RevisionId[],
  lines: RevisionGraph,
  base: RevisionGraph,
): Result<RevisionId, RebaseRefusal> {
  const [only, ...more] = base.heads;
  if (only !== undefined && more.length === 0) return ok(only);
  const above = descendantsOf(base, parentsAtBase(line, lines), "down");
  const [found, ...others] = base.heads.filter((head) => above.has(head));
  if (found !== undefined && others.length === 0) return ok(found);
  const revision = lines.nodes.get(line.at(-1) ?? "")!.revision;
  return err({ kind: "several-heads", heads: base.heads, revision });
}

/** The parents of a line that are no new revisions. */
function parentsAtBase(line: Iterable<RevisionId>, lines: RevisionGraph): readonly RevisionId[] {
  return [...line].flatMap((id) =>
    (lines.nodes.get(id)?.revision.down ?? []).filter((parent) => !lines.nodes.has(parent)),
  );
}
