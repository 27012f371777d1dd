import { describe, expect, it } from "vitest";
import { buildGraph } from "./build-graph.ts";
import type { RevisionGraph } from "./graph.ts";
import { revisionsOf } from "./notation.test-data.ts";
import { downgradeOrder, expectedRows, upgradeOrder } from "./order.ts";
import { rowsAfterDowngrade, rowsAfterUpgrade } from "./rows.ts";

interface WorkedGraph {
  readonly g: number;
  readonly graph: string;
  readonly heads: string;
  readonly realHeads?: string;
  readonly bases: string;
  readonly realBases?: string;
  readonly up: string;
  readonly down: string;
}

/** What Alembic 1.8.1 to 1.19 answers for each. */
const GRAPHS = [
  { g: 1, graph: "", heads: "", bases: "", up: "", down: "" },
  { g: 2, graph: "a<- b<a c<b d<c e<d", heads: "e", bases: "a", up: "a b c d e", down: "e d c b a" },
  {
    g: 3,
    graph: "a<- b1<a b2<a c<b1,b2 d<c",
    heads: "d",
    bases: "a",
    up: "a b2 b1 c d",
    down: "d c b1 b2 a",
  },
  {
    g: 4,
    graph: "a<- b<a c1[c1branch]<b d1<c1 c2[c2branch]<b d2<c2",
    heads: "d1 d2",
    bases: "a",
    up: "a b c2 d2 c1 d1",
    down: "d1 c1 d2 c2 b a",
  },
  {
    g: 5,
    graph:
      "a[abranch]<- b<a somelongername<b c<somelongername d<- e[ebranch]<d someothername<e f<someothername",
    heads: "c f",
    bases: "a d",
    up: "d e someothername f a b somelongername c",
    down: "c somelongername b a f someothername e d",
  },
  {
    g: 6,
    graph: "a<- b1<a b2<a c1<b1 d11<c1 d12<c1",
    heads: "b2 d11 d12",
    bases: "a",
    up: "a b1 c1 d12 d11 b2",
    down: "b2 d11 d12 c1 b1 a",
  },
  {
    g: 7,
    graph: "a1<- b1<a1 a2<- b2<a2",
    heads: "b1 b2",
    bases: "a1 a2",
    up: "a2 b2 a1 b1",
    down: "b1 a1 b2 a2",
  },
  {
    g: 8,
    graph: "a<- b<a c1<b d1<c1 c2[c2branch]<b d2<c2 e<d1,d2 f<e",
    heads: "f",
    bases: "a",
    up: "a b c2 d2 c1 d1 e f",
    down: "f e d1 c1 d2 c2 b a",
  },
  {
    g: 9,
    graph:
      "a<- b1<a b2<a cb1<b1 cb2<b2 d1cb1<cb1 d2cb1<cb1 d1cb2<cb2 d2cb2<cb2 d3cb2<cb2 d1d2cb2<d1cb2,d2cb2",
    heads: "d1cb1 d2cb1 d3cb2 d1d2cb2",
    bases: "a",
    up: "a b2 cb2 d2cb2 d1cb2 d1d2cb2 d3cb2 b1 cb1 d2cb1 d1cb1",
    down: "d1cb1 d2cb1 cb1 b1 d3cb2 d1d2cb2 d1cb2 d2cb2 cb2 b2 a",
  },
  {
    g: 10,
    graph:
      "a1<- a2<a1 a3<a2 b1<a3 b2<a3 cb1<b1 cb2<b2 db1<cb1 db2<cb2 e1b1<db1 fe1b1<e1b1 e2b1<db1 e2b2<db2 merge<e2b1,e2b2",
    heads: "fe1b1 merge",
    bases: "a1",
    up: "a1 a2 a3 b2 cb2 db2 e2b2 b1 cb1 db1 e2b1 merge e1b1 fe1b1",
    down: "fe1b1 e1b1 merge e2b1 db1 cb1 b1 e2b2 db2 cb2 b2 a3 a2 a1",
  },
  {
    g: 11,
    graph:
      "base1<- base2<- base3<- a1a<base1 a1b<base1 a2<base2 a3<base3 b1a<a1a b1b<a1b b2<a2 b3<a3 c2<b2 d2<c2 m<b3,d2",
    heads: "b1a b1b m",
    bases: "base1 base2 base3",
    up: "base2 a2 b2 c2 d2 base3 a3 b3 m base1 a1b b1b a1a b1a",
    down: "b1a a1a b1b a1b base1 m b3 a3 base3 d2 c2 b2 a2 base2",
  },
  {
    g: 12,
    graph:
      "base1[b_1]<- a1a<base1 a1b<base1 b1a<a1a b1b<a1b~a3 base2[b_2]<- a2<base2 b2<a2 c2<b2~a3 d2<c2 base3[b_3]<- a3<base3 b3<a3",
    heads: "b1a b1b d2 b3",
    bases: "base1 base2 base3",
    up: "base3 a3 b3 base2 a2 b2 c2 d2 base1 a1b b1b a1a b1a",
    down: "b1a a1a b1b a1b base1 d2 c2 b2 a2 base2 b3 a3 base3",
  },
  {
    g: 13,
    graph:
      "base1[b_1]<- a1<base1 b1<a1 c1<b1 base2[b_2]<-~b_1 a2<base2 b2<a2 c2<b2 d2<c2 base3[b_3]<- a3<base3 b3<a3 c3<b3~b2 d3<c3",
    heads: "c1 d2 d3",
    bases: "base1 base2 base3",
    up: "base1 base2 a2 b2 base3 a3 b3 c3 d3 c2 d2 a1 b1 c1",
    down: "c1 b1 a1 d2 c2 d3 c3 b3 a3 base3 b2 a2 base2 base1",
    realBases: "base1 base3",
  },
  {
    g: 14,
    graph: "base1<- a1<base1 b1<a1 c2<-~a1 c3<c2",
    heads: "b1 c3",
    bases: "base1 c2",
    up: "base1 a1 c2 c3 b1",
    down: "b1 c3 c2 a1 base1",
    realBases: "base1",
  },
  {
    g: 15,
    graph: "y1[y]<- x1[x]<- y2<y1~x1 x2<x1",
    heads: "y2 x2",
    bases: "y1 x1",
    up: "x1 x2 y1 y2",
    down: "y2 y1 x2 x1",
  },
  {
    g: 16,
    graph: "q1[q]<- q2<q1 q3<q2 a1[a]<- a2<a1 t1[t]<- t2<t1 q4<q3~t2 q5<q4",
    heads: "a2 t2 q5",
    bases: "q1 a1 t1",
    up: "t1 t2 q1 q2 q3 q4 q5 a1 a2",
    down: "a2 a1 q5 q4 q3 q2 q1 t2 t1",
    realHeads: "a2 q5",
  },
  { g: 17, graph: "a1<- a2<a1~a1", heads: "a2", bases: "a1", up: "a1 a2", down: "a2 a1" },
  {
    g: 18,
    graph: "a1<- a2<a1 a3<a2 b1<- b2<b1~a3 b3<b2 b4<b3~a3 b5<b4~b4",
    heads: "a3 b5",
    bases: "a1 b1",
    up: "a1 a2 a3 b1 b2 b3 b4 b5",
    down: "b5 b4 b3 b2 b1 a3 a2 a1",
    realHeads: "b5",
  },
  {
    g: 19,
    graph: "a1<- b1<-~a1 bmerge<a1,b1",
    heads: "bmerge",
    bases: "a1 b1",
    up: "a1 b1 bmerge",
    down: "bmerge b1 a1",
    realBases: "a1",
  },
  {
    g: 20,
    graph: "a1<- a2<a1 b1<- b2<b1~a2 b3<b2 a3<a2~b1",
    heads: "b3 a3",
    bases: "a1 b1",
    up: "a1 a2 b1 a3 b2 b3",
    down: "b3 b2 a3 b1 a2 a1",
  },
  {
    g: 21,
    graph: "a1<- b1<a1 c1<b1 a2<- b2<a2 c2<b2 d1<c1,c2 d2<c2",
    heads: "d1 d2",
    bases: "a1 a2",
    up: "a2 b2 c2 d2 a1 b1 c1 d1",
    down: "d1 c1 b1 a1 d2 c2 b2 a2",
  },
  {
    g: 22,
    graph: "a1<- b1<a1 c1<b1 a2<- b2<a2 c2<b2 a3<- b3<a3 c3<b3 d1<c1,c2,c3 d2<c2 d3<c3",
    heads: "d1 d2 d3",
    bases: "a1 a2 a3",
    up: "a3 b3 c3 a2 b2 c2 d3 d2 a1 b1 c1 d1",
    down: "d1 c1 b1 a1 d2 d3 c2 b2 a2 c3 b3 a3",
  },
  {
    g: 23,
    graph: "a<- b1<a b2<a b3<a c1<b1,b2,b3 c2<b1,b2,b3 d1<c1 d2<c2",
    heads: "d1 d2",
    bases: "a",
    up: "a b3 b2 b1 c2 d2 c1 d1",
    down: "d1 c1 d2 c2 b1 b2 b3 a",
  },
  {
    g: 24,
    graph: "a<- b1<a b2<a b3<a c1<b1,b2 c2<b2,b3 d1<c1 d2<c2",
    heads: "d1 d2",
    bases: "a",
    up: "a b2 b3 c2 d2 b1 c1 d1",
    down: "d1 c1 b1 d2 c2 b3 b2 a",
  },
  {
    g: 25,
    graph: "a1[lib1]<- b1<a1 c1[c1lib]<b1 a2<- b2<a2 c2<b2~c1lib d1<c1 e1<d1 f1<e1",
    heads: "c2 f1",
    bases: "a1 a2",
    up: "a1 b1 c1 d1 e1 f1 a2 b2 c2",
    down: "c2 b2 a2 f1 e1 d1 c1 b1 a1",
  },
  {
    g: 26,
    graph: "a<- b<a c1[c1branch]<b d1<c1 c2[c2branch]<b d2<c2~c1",
    heads: "d1 d2",
    bases: "a",
    up: "a b c1 c2 d2 d1",
    down: "d1 d2 c2 c1 b a",
  },
  {
    g: 27,
    graph: "user_foo<- user<user_foo~user_foo",
    heads: "user",
    bases: "user_foo",
    up: "user_foo user",
    down: "user user_foo",
  },
] as const satisfies readonly WorkedGraph[];

function words(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}

function graphOf(g: number): RevisionGraph {
  const found = GRAPHS.find((each) => each.g === g);
  if (found === undefined) throw new Error(`no graph G${g}`);
  return buildGraph(revisionsOf(found.graph));
}

function up(graph: RevisionGraph, rows: string, targets: string): string {
  const order = upgradeOrder(graph, targets === "heads" ? graph.realHeads : words(targets), words(rows));
  return order.ok ? order.value.join(" ") : order.error.kind;
}

function down(graph: RevisionGraph, rows: string, to: string): string {
  const [branch, target] = to.includes("@") ? (to.split("@") as [string, string]) : [undefined, to];
  const revision = branch === undefined ? undefined : (graph.labels.get(branch) ?? branch);
  const order = downgradeOrder(
    graph,
    { to: target === "base" ? null : target, ...(revision === undefined ? {} : { branch: revision }) },
    words(rows),
  );
  return order.ok ? order.value.join(" ") : order.error.kind;
}

function walk(graph: RevisionGraph, rows: string, steps: string, direction: "up" | "down"): string {
  const after = direction === "up" ? rowsAfterUpgrade : rowsAfterDowngrade;
  return words(steps)
    .reduce((current, id) => after(graph, current, id), words(rows))
    .join(" ");
}

describe.each<WorkedGraph>(GRAPHS)("G$g $graph", (worked) => {
  const graph = buildGraph(revisionsOf(worked.graph));
  it("has Alembic's heads and bases", () => {
    expect(graph.problems).toEqual([]);
    expect(graph.heads).toEqual(words(worked.heads));
    expect(graph.realHeads).toEqual(words(worked.realHeads ?? worked.heads));
    expect(graph.bases).toEqual(words(worked.bases));
    expect(graph.realBases).toEqual(words(worked.realBases ?? worked.bases));
  });
  it("goes up in Alembic's order", () => {
    expect(up(graph, "", "heads")).toBe(worked.up);
    expect(words(walk(graph, "", worked.up, "up"))).toEqual(expectedRows(graph).toSorted());
  });
  it("goes down in Alembic's order", () => {
    expect(down(graph, expectedRows(graph).join(" "), "base")).toBe(worked.down);
    expect(walk(graph, expectedRows(graph).join(" "), worked.down, "down")).toBe("");
  });
});

describe("upgrade from rows", () => {
  it.each<[number, string, string, string, string?]>([
    [2, "c", "e", "d e", "e"],
    [2, "e", "c", ""],
    [3, "b1", "d", "b2 c d", "d"],
    [4, "b", "d1", "c1 d1"],
    [4, "a", "d1 d2", "b c2 d2 c1 d1"],
    [4, "c1", "c2", "c2", "c1 c2"],
    [4, "c1 c2", "d2", "d2", "c1 d2"],
    [7, "b1", "heads", "a2 b2", "b1 b2"],
    [8, "b", "f", "c2 d2 c1 d1 e f"],
    [8, "d1", "f", "c2 d2 e f"],
    [10, "db1", "merge", "b2 cb2 db2 e2b2 e2b1 merge", "merge"],
    [10, "db1 b2 fe1b1", "heads", "overlap"],
    [11, "c2", "heads", "d2 base3 a3 b3 m base1 a1b b1b a1a b1a"],
    [12, "", "d2", "base3 a3 base2 a2 b2 c2 d2", "d2"],
    [12, "", "b3", "base3 a3 b3"],
    [12, "", "b1b", "base3 a3 base1 a1b b1b"],
    [12, "b3", "d2", "base2 a2 b2 c2 d2", "b3 d2"],
    [12, "d2", "b3", "b3", "b3 d2"],
    [13, "", "d2", "base1 base2 a2 b2 c2 d2"],
    [13, "", "d3", "base1 base2 a2 b2 base3 a3 b3 c3 d3"],
    [13, "", "c1", "base1 a1 b1 c1"],
    [16, "", "q5", "t1 t2 q1 q2 q3 q4 q5", "q5"],
    [19, "a1", "b1", "b1", "b1"],
    [21, "d2 b1", "d1", "c1 d1", "d1 d2"],
    [22, "d3 d2 b1", "d1", "c1 d1", "d1 d2 d3"],
    [22, "d3 b2 b1", "d1", "c2 c1 d1", "d1 d3"],
    [22, "d3 d1", "d2", "d2", "d1 d2 d3"],
    [25, "a2", "c2", "a1 b1 c1 b2 c2", "c2"],
    [2, "a", "nowhere", "unknown-revision"],
  ])("G%i from [%s] to %s: %s", (g, rows, targets, steps, after) => {
    const graph = graphOf(g);
    expect(up(graph, rows, targets)).toBe(steps);
    if (after !== undefined) expect(walk(graph, rows, steps, "up")).toBe(after);
  });
});

describe("downgrade from rows", () => {
  it.each<[number, string, string, string, string?]>([
    [2, "e", "c", "e d", "c"],
    [2, "c", "base", "c b a", ""],
    [2, "a", "a", "", "a"],
    [2, "b", "c", "not-below-rows"],
    [2, "", "base", ""],
    [3, "c", "b1", "c", "b1 b2"],
    [4, "d1 d2", "a", "d1 c1 d2 c2 b", "a"],
    [4, "d2 d1", "b", "d1 c1 d2 c2", "b"],
    [4, "d2 d1", "c2", "d2", "c2 d1"],
    [4, "d1 d2", "c1", "d1", "c1 d2"],
    [4, "c1 d2", "c1branch@b", "c1", "d2"],
    [4, "d1 d2", "c2@b", "d2 c2", "d1"],
    [4, "d1 d2", "d1@b", "d1 c1", "d2"],
    [4, "d1 c2", "c2", ""],
    [4, "d1 d2", "c1branch@base", "d1 c1 d2 c2 b a", ""],
    [7, "b1 b2", "b1@base", "b1 a1", "b2"],
    [7, "b1 b2", "a1", "b1", "a1 b2"],
    [8, "f", "b", "f e d1 c1 d2 c2", "b"],
    [8, "f", "d1", "f e", "d1 d2"],
    [12, "b1a b1b d2 b3", "b_2@base", "d2 c2 b2 a2 base2", "b1a b1b b3"],
    [12, "b1a b1b d2 b3", "b_3@base", "b1b d2 c2 b3 a3 base3", "a1b b1a b2"],
    [15, "x2 y2", "x1", "x2", "y2"],
    [16, "q5 a2", "t@base", "q5 q4 t2 t1", "a2 q3"],
    [16, "q5 a2", "q@base", "q5 q4 q3 q2 q1", "a2 t2"],
    [16, "q5 a2", "t1", "q5 q4 t2", "a2 q3 t1"],
    [18, "b4", "b3", "b4", "b3"],
    [18, "b5", "b1", "b5 b4 b3 b2", "a3 b1"],
    [18, "b5", "a2", "b5 b4 b3 b2 a3", "a2 b1"],
    [19, "bmerge", "a1", "bmerge", "b1"],
    [20, "a3 b2", "b1", "b2"],
    [21, "d2 d1", "b1", "d1 c1", "b1 d2"],
    [22, "d3 d2 d1", "b1", "d1 c1", "b1 d2 d3"],
    [25, "c2 d1", "c1", "d1", "c2"],
    [26, "d1 d2", "c2branch@b", "d2 c2", "d1"],
    [26, "d1 d2", "c1branch@b", "d1 d2 c1", "c2"],
  ])("G%i from [%s] to %s: %s", (g, rows, to, steps, after) => {
    const graph = graphOf(g);
    expect(down(graph, rows, to)).toBe(steps);
    if (after !== undefined) expect(walk(graph, rows, steps, "down")).toBe(after);
  });
});
