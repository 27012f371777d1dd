import type { GraphRevision, GraphTarget } from "../graph-document/graph-document.ts";
import type { DrawnItem, DrawnLink } from "./drawn-item.ts";
import { appendTo } from "../append-to.ts";

/** How much of a history is drawn. */
export interface DrawOptions {
  /** The newest ones only; null: all. */
  readonly last: number | null;
  /** Every revision on a row of its own, however long the line. */
  readonly expand: boolean;
}

/** Shorter lines are drawn: the row that stands for them would save too little. */
const SHORTEST_RUN = 4;
/** As many rows are read at a glance: nothing has to be put together. */
const AT_A_GLANCE = 40;
const OLDER = "(older)";

/** Has nothing been released yet, or is no base known? Then being new says nothing. */
export function isAllNew(target: GraphTarget): boolean {
  return target.revisions.every((revision) => revision.isNew);
}

/** What is drawn of a history, newest first: parents stand below their children. */
export function drawGraph(target: GraphTarget, options: DrawOptions): readonly DrawnItem[] {
  const newestFirst = target.revisions.toReversed();
  const kept = options.last === null ? newestFirst : newestFirst.slice(0, options.last);
  const cut = newestFirst.length - kept.length;
  const children = childrenOf(newestFirst);
  const drawing = {
    keys: keysOf(kept),
    children,
    cut,
    marksBase: !isAllNew(target) && target.revisions.some((revision) => revision.isNew),
    twice: repeatedIds(newestFirst),
  };
  const drawn = new Set<string>();
  const items = kept.map((revision) => {
    const item = drawRevision(revision, drawing);
    // Rows are told apart by their keys; who names the id means the file that counts, which comes first.
    const isOther = drawn.has(item.key);
    drawn.add(item.key);
    return isOther ? { ...item, key: `${revision.id}@${revision.file}` } : item;
  });
  const rows =
    options.expand || items.length <= AT_A_GLANCE
      ? items
      : collapseRuns(items, { children, allNew: isAllNew(target) });
  return cut === 0 ? rows : [...rows, { kind: "older", key: OLDER, count: cut, links: [] }];
}

/** Everything that names an id or a label as its parent or dependency. */
function childrenOf(revisions: readonly GraphRevision[]): ReadonlyMap<string, readonly GraphRevision[]> {
  const ids = keysOf(revisions);
  const children = new Map<string, GraphRevision[]>();
  for (const revision of revisions) {
    for (const name of new Set([...revision.down, ...revision.dependsOn])) {
      const id = ids.get(name) ?? name;
      appendTo(children, id, revision);
    }
  }
  return children;
}

/** The ids of revisions by every name that they have: labels and the ids themselves. */
function keysOf(revisions: readonly GraphRevision[]): ReadonlyMap<string, string> {
  return new Map(revisions.flatMap((one) => [...one.labels, one.id].map((name) => [name, one.id])));
}

interface Drawing {
  /** Of what is drawn; see `keysOf`. */
  readonly keys: ReadonlyMap<string, string>;
  readonly children: ReadonlyMap<string, readonly GraphRevision[]>;
  readonly cut: number;
  /** Is something new, and something not? */
  readonly marksBase: boolean;
  readonly twice: ReadonlySet<string>;
}

function drawRevision(revision: GraphRevision, drawing: Drawing): DrawnItem {
  const { keys, children, cut, marksBase, twice } = drawing;
  const above = children.get(revision.id) ?? [];
  const isBase = marksBase && !revision.isNew && above.every((child) => child.isNew);
  const links = linksOf(revision, keys, cut > 0);
  return { kind: "revision", key: revision.id, revision, isBase, isTwice: twice.has(revision.id), links };
}

function repeatedIds(revisions: readonly GraphRevision[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { id } of revisions) {
    if (seen.has(id)) twice.add(id);
    seen.add(id);
  }
  return twice;
}

/** Links to what is drawn; what was cut away is behind one row at the end, and what no file has is left out. */
function linksOf(
  revision: GraphRevision,
  known: ReadonlyMap<string, string>,
  hasOlder: boolean,
): readonly DrawnLink[] {
  const link = (name: string, kind: DrawnLink["kind"]): readonly DrawnLink[] => {
    const to = known.get(name) ?? (hasOlder ? OLDER : null);
    return to === null || to === revision.id ? [] : [{ to, kind }];
  };
  const links = [
    ...revision.down.flatMap((name) => link(name, "down")),
    ...revision.dependsOn.flatMap((name) => link(name, "depends-on")),
  ];
  return links.filter((one, index) => links.findIndex((other) => other.to === one.to) === index);
}

/** Puts lines of plain revisions together: one parent, one child, nothing to tell. */
function collapseRuns(
  items: readonly DrawnItem[],
  { children, allNew }: Pick<Drawing, "children"> & { readonly allNew: boolean },
): readonly DrawnItem[] {
  const byKey = new Map(items.map((item) => [item.key, item]));
  const isPlain = (item: DrawnItem | undefined): boolean =>
    item?.kind === "revision" &&
    !item.isBase &&
    !item.isTwice &&
    (allNew || !item.revision.isNew) &&
    !item.revision.isHead &&
    item.revision.labels.length === 0 &&
    item.links.length === 1 &&
    item.links[0]?.kind === "down" &&
    (children.get(item.key)?.length ?? 0) === 1;
  const inRun = new Map<string, DrawnItem>();
  const gone = new Set<string>();
  for (const item of items) {
    if (gone.has(item.key) || inRun.has(item.key) || !isPlain(item)) continue;
    const run = [item];
    for (let next = below(item, byKey); isPlain(next); next = below(next!, byKey)) run.push(next!);
    if (run.length < SHORTEST_RUN) {
      for (const one of run.slice(1)) inRun.set(one.key, one);
      continue;
    }
    const [first] = run;
    inRun.set(item.key, {
      kind: "run",
      key: first!.key,
      ids: run.map((one) => one.key),
      links: run.at(-1)!.links,
    });
    for (const one of run.slice(1)) gone.add(one.key);
  }
  return items.filter((item) => !gone.has(item.key)).map((item) => inRun.get(item.key) ?? item);
}

function below(item: DrawnItem, byKey: ReadonlyMap<string, DrawnItem>): DrawnItem | undefined {
  return byKey.get(item.links[0]?.to ?? "");
}
