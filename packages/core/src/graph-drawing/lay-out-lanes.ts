import type { DrawnItem, DrawnLink } from "./drawn-item.ts";

/** One row of the drawing: an item, the lane it stands in, and what the lanes do above and below it. */
export interface LaneRow {
  readonly item: DrawnItem;
  readonly lane: number;
  /** Lanes that are in use above the row. */
  readonly above: readonly boolean[];
  /** Lanes that end at this item, beside its own. */
  readonly joins: readonly number[];
  /** Lanes that lead on from this item beside its own: to a further parent. */
  readonly splits: readonly number[];
  /** Does the lane of the item lead on? */
  readonly goesOn: boolean;
  /** Lanes that are in use below the row. */
  readonly below: readonly boolean[];
}

/** One line from an item down to another, and the lane it runs in. */
export interface LaneEdge {
  readonly from: number;
  readonly to: number;
  readonly lane: number;
  readonly kind: DrawnLink["kind"];
}

/** A drawing with every place in it known; `edges` are between rows. */
export interface LaneLayout {
  readonly rows: readonly LaneRow[];
  readonly edges: readonly LaneEdge[];
  /** How many lanes there are at the widest place. */
  readonly width: number;
}

interface Lane {
  readonly waitsFor: string;
  readonly from: number;
  readonly kind: DrawnLink["kind"];
}

/**
 * Gives every item a lane, top to bottom: it takes the leftmost one that leads to it, else the first
 * free one. `kinds` says which links get a lane.
 */
export function layOutLanes(
  items: readonly DrawnItem[],
  kinds: readonly DrawnLink["kind"][] = ["down"],
): LaneLayout {
  const lanes: (Lane | null)[] = [];
  const rows: LaneRow[] = [];
  const edges: LaneEdge[] = [];
  let width = 0;
  const present = new Set(items.map((item) => item.key));
  for (const [index, item] of items.entries()) {
    const above = lanes.map((lane) => lane !== null);
    const arriving = lanes.flatMap((lane, at) => (lane?.waitsFor === item.key ? [at] : []));
    for (const at of arriving) {
      const lane = lanes[at]!;
      edges.push({ from: lane.from, to: index, lane: at, kind: lane.kind });
      lanes[at] = null;
    }
    const own = arriving[0] ?? freeLane(lanes);
    const links = item.links.filter((link) => kinds.includes(link.kind) && present.has(link.to));
    const splits: number[] = [];
    for (const [place, link] of links.entries()) {
      const at = place === 0 ? own : freeLane(lanes);
      lanes[at] = { waitsFor: link.to, from: index, kind: link.kind };
      if (place > 0) splits.push(at);
    }
    width = Math.max(width, lanes.length, own + 1);
    while (lanes.length > 0 && lanes.at(-1) === null) lanes.pop();
    rows.push({
      item,
      lane: own,
      above,
      joins: arriving.slice(1),
      splits,
      goesOn: links.length > 0,
      below: lanes.map((lane) => lane !== null),
    });
  }
  return { rows, edges, width };
}

function freeLane(lanes: readonly (Lane | null)[]): number {
  const free = lanes.indexOf(null);
  return free === -1 ? lanes.length : free;
}
