import { describe, expect, it } from "vitest";
import { buildGraph } from "./build-graph.ts";
import type { GraphProblem } from "./graph.ts";
import { revisionsOf } from "./notation.test-data.ts";
import { upgradeOrder } from "./order.ts";

function problemsOf(notation: string): string[] {
  return buildGraph(revisionsOf(notation)).problems.map(short);
}

function short(problem: GraphProblem): string {
  switch (problem.kind) {
    case "cycle":
      return `cycle by ${problem.by}: ${problem.ids.join(" ")}`;
    case "self-loop":
      return `self-loop by ${problem.by}: ${problem.revision.id}`;
    case "missing-parent":
      return `missing ${problem.parent} of ${problem.revision.id}`;
    case "unknown-depends-on":
      return `unknown ${problem.dependsOn} of ${problem.revision.id}`;
    case "duplicate-id":
      return `duplicate ${problem.id}`;
    case "duplicate-label":
      return `label ${problem.label} of ${problem.revision.id} taken by ${problem.takenBy.id}`;
    case "illegal-character":
      return `illegal ${problem.characters.join("")} in ${problem.revision.id}`;
  }
}

describe("broken histories", () => {
  it.each<[string, string[]]>([
    ["a<a", ["self-loop by down: a"]],
    ["a<- b<a c<b,c", ["self-loop by down: c"]],
    ["a<-~a", ["self-loop by depends-on: a"]],
    ["a<c b<a c<b", ["cycle by down: a b c"]],
    ["a<c b<a c<b d<- e<d", ["cycle by down: a b c"]],
    ["a<c b<a c<b d<c e<d", ["cycle by down: a b c d e"]],
    ["a<- b<a c<b,e d<c e<d", ["cycle by down: a b c d e"]],
    ["a<-~c b<a c<b", ["cycle by depends-on: a b c"]],
    ["a<-~c b<a c<b d<- e<d", ["cycle by depends-on: a b c"]],
    ["a<- b<a c<b~e d<c e<d", ["cycle by depends-on: a b c d e"]],
    // Alembic does not notice this one: both stand between a head and a base.
    ["a<- b<a,c c<b d<c", ["cycle by down: b c"]],
    ["b<z", ["missing z of b"]],
    ["a<-~z", ["unknown z of a"]],
    ["a[x]<- b[x]<a", ["label x of b taken by a"]],
    ["a<- b[a]<a", ["label a of b taken by a"]],
    ["a<- a<-", ["duplicate a"]],
    ["a@b<- c-d<a@b", ["illegal @ in a@b", "illegal - in c-d"]],
  ])("%s", (notation, expected) => {
    expect(problemsOf(notation)).toEqual(expected);
  });

  it("names one way round a cycle", () => {
    const graph = buildGraph(revisionsOf("a<- b<a c<b,e d<c e<d"));
    expect(graph.problems).toMatchObject([{ kind: "cycle", loop: ["c", "e", "d"] }]);
  });

  it("has no order for them", () => {
    const graph = buildGraph(revisionsOf("a<c b<a c<b"));
    expect(upgradeOrder(graph, ["c"])).toMatchObject({ ok: false, error: { kind: "broken" } });
  });

  it("keeps what can be built around a missing parent", () => {
    const graph = buildGraph(revisionsOf("a<- b<z c<b"));
    expect(graph.heads).toEqual(["a", "c"]);
    expect(graph.bases).toEqual(["a"]);
  });

  it("lets the later of two files with one id count", () => {
    const graph = buildGraph(revisionsOf("a<- b<- c<a c<b"));
    expect(graph.nodes.get("c")?.down).toEqual(["b"]);
    expect([...graph.nodes.keys()]).toEqual(["a", "b", "c"]);
  });
});

it("knows branch points, merge points, children and labels", () => {
  const graph = buildGraph(revisionsOf("a[trunk]<- b1<a b2<a c<b1,b2 x<-~trunk"));
  expect(graph.branchPoints).toEqual(["a"]);
  expect(graph.mergePoints).toEqual(["c"]);
  expect(graph.nodes.get("a")?.children).toEqual(["b1", "b2"]);
  expect(graph.nodes.get("a")?.allChildren).toEqual(["b1", "b2", "x"]);
  expect(graph.nodes.get("x")?.dependsOn).toEqual(["a"]);
  expect([...graph.labels]).toEqual([["trunk", "a"]]);
});
