import type { RevisionId } from "../revision/revision.ts";

/** A place in Alembic's list of tips. Its tip moves down; null: nothing is left below it. */
export interface Lane {
  /** Order in the list. */
  readonly key: number;
  tip: RevisionId | null;
}

/** What was found for a revision: the lane, and where its tip stood then. */
interface Found {
  readonly lane: Lane;
  readonly tip: RevisionId;
}

/** A revision directly above another; `key` is never more than that of the first lane above or at it. */
interface Above {
  readonly id: RevisionId;
  readonly key: number;
}

/**
 * Finds, for a revision, the first lane whose tip stands above it. Tips only move down and new lanes come
 * last, so the first lane above a revision only ever comes later in the list: what was found is kept, and per
 * revision the ways up are sorted by what they can lead to. Thousands of heads cost no more than one.
 */
export class FirstLaneAbove {
  private readonly above: ReadonlyMap<RevisionId, readonly RevisionId[]>;
  private readonly open: ReadonlySet<RevisionId>;
  private readonly laneAt = new Map<RevisionId, Lane>();
  private readonly found = new Map<RevisionId, Found>();
  /** The last one is the most promising. */
  private readonly ways = new Map<RevisionId, Above[]>();

  /** `above`: for each revision, those that have it as a parent; `open`: what is still to come (it may shrink). */
  constructor(above: ReadonlyMap<RevisionId, readonly RevisionId[]>, open: ReadonlySet<RevisionId>) {
    this.above = above;
    this.open = open;
  }

  add(lane: Lane): Lane {
    if (lane.tip !== null) this.laneAt.set(lane.tip, lane);
    return lane;
  }

  move(lane: Lane, tip: RevisionId | null): void {
    if (lane.tip !== null) this.laneAt.delete(lane.tip);
    lane.tip = tip;
    this.add(lane);
  }

  isTip(id: RevisionId): boolean {
    return this.laneAt.has(id);
  }

  /** The first lane whose tip stands above the revision, itself left out. */
  find(id: RevisionId): Lane {
    const path = [id];
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const next = this.settle(at);
      if (next === null) path.pop();
      else path.push(next);
    }
    const first = this.lastWay(id);
    const lane = first === undefined ? undefined : this.known(first.id)?.lane;
    if (lane === undefined) throw new Error(`Internal error: nothing above ${id} is a tip`);
    return lane;
  }

  /** Finds the first lane above or at the revision; where one above it has to be settled before, names that one. */
  private settle(id: RevisionId): RevisionId | null {
    for (;;) {
      const way = this.lastWay(id);
      if (way === undefined) {
        this.keep(id, this.laneAt.get(id));
        return null;
      }
      const known = this.known(way.id);
      if (known === null) return way.id;
      if (known.lane.key === way.key) {
        const own = this.laneAt.get(id);
        this.keep(id, own !== undefined && own.key < known.lane.key ? own : known.lane);
        return null;
      }
      this.replaceLastWay(id, { id: way.id, key: known.lane.key });
    }
  }

  /** What was found holds as long as the tip has not moved. */
  private known(id: RevisionId): Found | null {
    const found = this.found.get(id);
    return found !== undefined && found.lane.tip === found.tip ? found : null;
  }

  private keep(id: RevisionId, lane: Lane | undefined): void {
    if (lane === undefined || lane.tip === null) throw new Error(`Internal error: no tip above ${id}`);
    this.found.set(id, { lane, tip: lane.tip });
  }

  private lastWay(id: RevisionId): Above | undefined {
    let ways = this.ways.get(id);
    if (ways === undefined) {
      ways = (this.above.get(id) ?? []).map((above) => ({ id: above, key: -1 }));
      this.ways.set(id, ways);
    }
    while (ways.length > 0 && !this.open.has(ways.at(-1)!.id)) ways.pop();
    return ways.at(-1);
  }

  private replaceLastWay(id: RevisionId, way: Above): void {
    const ways = this.ways.get(id) ?? [];
    ways.pop();
    let low = 0;
    let high = ways.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ways[middle]?.key ?? 0) > way.key) low = middle + 1;
      else high = middle;
    }
    ways.splice(low, 0, way);
  }
}
