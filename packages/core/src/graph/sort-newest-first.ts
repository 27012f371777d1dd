import type { RevisionId } from "../revision/revision.ts";
import type { GraphNode, RevisionGraph } from "./graph.ts";

/**
 * Orders `members` from the tips down, as Alembic does (alembic-semantics.md section 3.4): walk one
 * line down, and change to another tip only where that one stands above. The graph must be free of
 * cycles, and every member a tip or below one.
 *
 * Alembic keeps a set of ancestors per tip. Here a count per revision says whether anything above
 * it is still to come, and only where that is so is it searched upwards for the tip that comes
 * first: same order, without a set per tip.
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
  private readonly tips: RevisionId[];
  private readonly isTip: Set<RevisionId>;
  /** What is still to come. */
  private readonly open: Set<RevisionId>;
  /** For each member, the members that have it as a parent. */
  private readonly above = new Map<RevisionId, RevisionId[]>();
  /** For each member, how many of those are still to come. */
  private readonly waiting = new Map<RevisionId, number>();
  private readonly order: RevisionId[] = [];
  private cursor = 0;

  constructor(
    graph: Pick<RevisionGraph, "nodes">,
    members: ReadonlySet<RevisionId>,
    tips: readonly RevisionId[],
  ) {
    this.nodes = graph.nodes;
    this.open = new Set(members);
    this.isTip = new Set(tips.filter((id) => members.has(id)));
    this.tips = [...this.isTip].toSorted((a, b) => this.node(a).index - this.node(b).index);
    for (const id of members) {
      for (const parent of this.node(id).parents) {
        if (!members.has(parent)) continue;
        const same = this.above.get(parent);
        if (same === undefined) this.above.set(parent, [id]);
        else same.push(id);
        this.waiting.set(parent, (this.waiting.get(parent) ?? 0) + 1);
      }
    }
  }

  run(): RevisionId[] {
    for (let id = this.tips[this.cursor]; id !== undefined; id = this.tips[this.cursor]) {
      if ((this.waiting.get(id) ?? 0) > 0) this.cursor = this.firstTipAbove(id);
      else this.take(id);
    }
    return this.order;
  }

  private take(id: RevisionId): void {
    this.order.push(id);
    this.open.delete(id);
    this.isTip.delete(id);
    const next: RevisionId[] = [];
    for (const parent of this.node(id).parents) {
      if (!this.open.has(parent)) continue;
      this.waiting.set(parent, (this.waiting.get(parent) ?? 0) - 1);
      if (!this.isTip.has(parent)) next.push(parent);
    }
    const [first, ...others] = next;
    if (first === undefined) {
      this.tips.splice(this.cursor, 1);
      this.cursor = Math.max(this.cursor - 1, 0);
      return;
    }
    this.tips[this.cursor] = first;
    this.tips.push(...others);
    for (const tip of next) this.isTip.add(tip);
  }

  private firstTipAbove(id: RevisionId): number {
    const seen = new Set<RevisionId>();
    const queue = [id];
    for (let from = queue.pop(); from !== undefined; from = queue.pop()) {
      for (const child of this.above.get(from) ?? []) {
        if (seen.has(child) || !this.open.has(child)) continue;
        seen.add(child);
        queue.push(child);
      }
    }
    const index = this.tips.findIndex((tip) => seen.has(tip));
    if (index === -1) throw new Error(`Internal error: nothing above ${id} is a tip`);
    return index;
  }

  private node(id: RevisionId): GraphNode {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(`Internal error: revision ${id} is not in the graph`);
    return node;
  }
}
