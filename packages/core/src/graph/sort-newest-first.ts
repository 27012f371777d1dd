import type { RevisionId } from "../revision/revision.ts";
import { FirstLaneAbove } from "./first-lane-above.ts";
import type { Lane } from "./first-lane-above.ts";
import type { GraphNode, RevisionGraph } from "./graph.ts";

/**
 * Orders `members` from the tips down, as Alembic does (alembic-semantics.md section 3.4): walk one
 * line down, and change to another tip only where that one stands above. The graph must be free of
 * cycles, and every member a tip or below one.
 *
 * Alembic keeps a set of ancestors per tip. Here a count per revision says whether anything above
 * it is still to come, and only where that is so is it looked for upwards: same order, without a set per tip.
 */
export function sortNewestFirst(
  graph: Pick<RevisionGraph, "nodes">,
  members: ReadonlySet<RevisionId>,
  tips: readonly RevisionId[],
): RevisionId[] {
  return new Sorter(graph, members, tips).run();
}

class Sorter {
  private readonly nodes: ReadonlyMap<RevisionId, GraphNode>;
  /** The tips, in Alembic's order: a lane stays where it is while its tip moves down. */
  private readonly lanes: Lane[];
  private readonly lanesAbove: FirstLaneAbove;
  /** What is still to come. */
  private readonly open: Set<RevisionId>;
  /** For each member, how many of the members that have it as a parent are still to come. */
  private readonly waiting = new Map<RevisionId, number>();
  private readonly order: RevisionId[] = [];
  private nextKey: number;
  private cursor = 0;

  constructor(
    graph: Pick<RevisionGraph, "nodes">,
    members: ReadonlySet<RevisionId>,
    tips: readonly RevisionId[],
  ) {
    this.nodes = graph.nodes;
    this.open = new Set(members);
    const above = new Map<RevisionId, RevisionId[]>();
    for (const id of members) {
      for (const parent of this.node(id).parents) {
        if (!members.has(parent)) continue;
        const same = above.get(parent);
        if (same === undefined) above.set(parent, [id]);
        else same.push(id);
        this.waiting.set(parent, (this.waiting.get(parent) ?? 0) + 1);
      }
    }
    this.lanesAbove = new FirstLaneAbove(above, this.open);
    this.lanes = [...new Set(tips.filter((id) => members.has(id)))]
      .toSorted((a, b) => this.node(a).index - this.node(b).index)
      .map((id, key) => this.lanesAbove.add({ key, tip: id }));
    this.nextKey = this.lanes.length;
  }

  run(): RevisionId[] {
    for (let lane = this.lanes[this.cursor]; lane !== undefined; lane = this.lanes[this.cursor]) {
      const { tip } = lane;
      if (tip !== null && (this.waiting.get(tip) ?? 0) > 0)
        this.cursor = this.indexOf(this.lanesAbove.find(tip));
      else this.take(lane);
    }
    return this.order;
  }

  private take(lane: Lane): void {
    const id = lane.tip;
    if (id === null) throw new Error("Internal error: a lane without a tip");
    this.order.push(id);
    this.open.delete(id);
    const next: RevisionId[] = [];
    for (const parent of this.node(id).parents) {
      if (!this.open.has(parent)) continue;
      this.waiting.set(parent, (this.waiting.get(parent) ?? 0) - 1);
      if (!this.lanesAbove.isTip(parent)) next.push(parent);
    }
    const [first, ...others] = next;
    this.lanesAbove.move(lane, first ?? null);
    if (first === undefined) {
      this.lanes.splice(this.cursor, 1);
      this.cursor = Math.max(this.cursor - 1, 0);
    }
    for (const tip of others) {
      this.lanes.push(this.lanesAbove.add({ key: this.nextKey, tip }));
      this.nextKey += 1;
    }
  }

  /** Lanes are sorted by key: new ones come last. */
  private indexOf(lane: Lane): number {
    let low = 0;
    let high = this.lanes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.lanes[middle]?.key ?? 0) < lane.key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private node(id: RevisionId): GraphNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(`Internal error: revision ${id} is not in the graph`);
    return node;
  }
}
