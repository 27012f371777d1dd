import { describe, expect, it } from "vitest";
import { buildGraph } from "./build-graph.ts";
import { resolveRevision, resolveRevisions } from "./identifiers.ts";
import { labelsByRevision } from "./labels.ts";
import { revisionsOf } from "./notation.test-data.ts";
import { downgradePath, resolvePlace, upgradePath } from "./paths.ts";

/** Worked graphs of Alembic's own tests, checked with Alembic 1.8 to 1.20. */
const GRAPHS = {
  line: "a<- b<a c<b d<c e<d",
  diamond: "a<- b1<a b2<a c<b1,b2 d<c",
  branches: "a<- b<a c1[c1branch]<b d1<c1 c2[c2branch]<b d2<c2",
  names:
    "a[abranch]<- b<a somelongername<b c<somelongername d<- e[ebranch]<d someothername<e f<someothername",
  roots: "a1<- b1<a1 a2<- b2<a2",
  merge: "a<- b<a c1<b d1<c1 c2[c2branch]<b d2<c2 e<d1,d2 f<e",
  cross: "y1[y]<- x1[x]<- y2<y1~x1 x2<x1",
  three: "q1[q]<- q2<q1 q3<q2 a1[a]<- a2<a1 t1[t]<- t2<t1 q4<q3~t2 q5<q4",
} as const;
type Name = keyof typeof GRAPHS;

const graphOf = (name: Name) => buildGraph(revisionsOf(GRAPHS[name]));
const rowsOf = (rows: string): string[] => rows.split(" ").filter((row) => row !== "");
const told = (
  result: { ok: true; value: readonly (string | null)[] } | { ok: false; error: { kind: string } },
): string => (result.ok ? result.value.map((id) => id ?? "base").join(" ") : result.error.kind);

describe("what upgrade runs", () => {
  it.each<[Name, string, string, string]>([
    ["line", "a", "+2", "b c"],
    ["line", "a", "b+2", "b c d"],
    ["line", "a", "d-2", "b"],
    ["line", "", "base+1", "a"],
    ["line", "", "+1", "a"],
    ["line", "", "+1junk", "a"],
    ["line", "e", "c", ""],
    ["line", "c", "base", ""],
    ["line", "b", "+5", "walked-too-far"],
    ["line", "b", "-2", "wrong-direction"],
    ["line", "nowhere", "e", "unknown-revision"],
    ["branches", "b", "c2branch@head-1", "c2"],
    ["branches", "c1", "c2branch@+1", "c2"],
    ["branches", "c1 c2", "c2branch@+1", "d2"],
    ["branches", "c1 c2", "+1", "ambiguous-start"],
    ["branches", "b", "+1", "ambiguous-walk"],
    ["branches", "b", "head", "multiple-heads"],
    ["branches", "a", "c1branch@+2", "b c1"],
    ["branches", "", "c1branch@head", "a b c1 d1"],
    ["names", "", "ebranch@+2", "d e"],
    ["roots", "b1", "heads", "a2 b2"],
    ["roots", "b1", "head", "multiple-heads"],
    ["three", "", "q@head", "t1 t2 q1 q2 q3 q4 q5"],
  ])("%s from [%s] to %s: %s", (name, rows, target, steps) => {
    expect(told(upgradePath(graphOf(name), target, rowsOf(rows)))).toBe(steps);
  });
});

describe("what downgrade takes back", () => {
  it.each<[Name, string, string, string]>([
    ["line", "e", "-3", "e d c"],
    ["line", "d", "a+2", "d"],
    ["line", "d", "c-2", "d c b"],
    ["line", "b", "-5", "walked-too-far"],
    ["line", "b", "+2", "wrong-direction"],
    ["line", "", "-1", "wrong-direction"],
    ["line", "", "base", ""],
    ["line", "b", "c", "not-below-rows"],
    ["diamond", "c", "-1", "ambiguous-walk"],
    ["branches", "d2 d1", "base+2", "d1 c1 d2 c2"],
    ["branches", "d2 d1", "c2branch@base+2", "d2 c2"],
    ["branches", "d2 d1", "c2branch@base+3", "d2"],
    ["branches", "d2 d1", "-1", "d2"],
    ["branches", "d1 d2", "-1", "d1"],
    ["branches", "c2 d1", "-1", "c2"],
    ["branches", "d1 d2", "c1branch@-1", "d1"],
    ["branches", "c1 d2", "c1branch@b", "c1"],
    ["branches", "d1 d2", "c2@b", "d2 c2"],
    ["branches", "d1 d2", "c1branch@base", "d1 c1 d2 c2 b a"],
    ["roots", "b1 b2", "b1@base", "b1 a1"],
    ["merge", "f", "-2", "ambiguous-walk"],
    ["cross", "x2 y2", "x@-1", "x2"],
    ["cross", "y2", "x@-1", "y2 x1"],
    ["three", "q5 a2", "t@base", "q5 q4 t2 t1"],
  ])("%s from [%s] to %s: %s", (name, rows, target, steps) => {
    expect(told(downgradePath(graphOf(name), target, rowsOf(rows)))).toBe(steps);
  });
});

describe("what an identifier stands for", () => {
  it.each<[Name, string, string]>([
    ["line", "head", "e"],
    ["line", "heads", "e"],
    ["line", "base", ""],
    ["line", "-2", "c"],
    ["branches", "c1branch", "c1"],
    ["branches", "c1branch@-1", "c1"],
    ["branches", "c1branch@c2", "not-in-branch"],
    ["branches", "c2branch@b", "b"],
    ["branches", "c1branch@heads", "d1"],
    ["names", "ebranch@some", "someothername"],
    ["names", "abranch@some", "somelongername"],
    ["names", "some", "ambiguous-id"],
    ["names", "somel", "somelongername"],
    ["names", "abr", "a"],
    ["names", "s", "ambiguous-id"],
    ["names", "ebranch@sos", "unknown-revision"],
    ["names", "ebranch@b", "not-in-branch"],
    ["names", "e@d", "d"],
    ["names", "x@d", "unknown-branch"],
    ["names", "", "unknown-revision"],
    ["three", "heads", "a2 q5"],
  ])("%s: %s is %s", (name, identifier, ids) => {
    expect(told(resolveRevisions(graphOf(name), identifier))).toBe(ids);
  });

  it("is one alone, or a problem that names the choices", () => {
    expect(resolveRevision(graphOf("line"), "base")).toEqual({ ok: true, value: null });
    expect(resolveRevision(graphOf("roots"), "heads")).toMatchObject({
      ok: false,
      error: { kind: "multiple-heads", heads: ["b1", "b2"] },
    });
    expect(resolveRevision(graphOf("names"), "some")).toMatchObject({
      ok: false,
      error: { candidates: ["somelongername", "someothername"] },
    });
  });
});

it("shows labels above, and below as far as nothing divides", () => {
  const labels = labelsByRevision(graphOf("merge"));
  expect([...labels]).toEqual(["c2", "d2", "e", "f"].map((id) => [id, ["c2branch"]]));
  expect([...labelsByRevision(graphOf("cross")).get("y1")!]).toEqual(["y"]);
  const line = labelsByRevision(buildGraph(revisionsOf("a<- b[l]<a c<b")));
  expect([...line.keys()].toSorted()).toEqual(["a", "b", "c"]);
});

describe("a place in the history", () => {
  it.each<[Name, string, string]>([
    ["line", "c", "c"],
    ["line", "head", "e"],
    ["line", "head-2", "c"],
    ["line", "-2", "c"],
    ["line", "-5", ""],
    ["line", "-6", "walked-too-far"],
    ["line", "base", ""],
    ["line", "base+2", "b"],
    ["line", "+2", "b"],
    ["line", "c+1", "d"],
    ["names", "somel", "somelongername"],
    ["names", "some", "ambiguous-id"],
    ["names", "ebranch@some", "someothername"],
    ["names", "ebranch@-1", "someothername"],
    ["branches", "heads", "d1 d2"],
    ["branches", "head", "multiple-heads"],
    ["branches", "c2branch@head", "d2"],
    ["branches", "c2branch@head-1", "c2"],
    ["branches", "main-2", "unknown-revision"],
  ])("%s: %s is %s", (name, argument, expected) => {
    expect(told(resolvePlace(graphOf(name), argument))).toBe(expected);
  });
});
