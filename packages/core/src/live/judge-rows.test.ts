import { expect, test } from "vitest";
import { buildGraph } from "../graph/build-graph.ts";
import type { Revision } from "../revision/revision.ts";
import { judgeRows } from "./judge-rows.ts";

function revision(id: string, down: readonly string[], dependsOn: readonly string[] = []): Revision {
  return { id, file: `/v/${id}.py`, line: 1, doc: "", down, dependsOn, labels: [], resolvedBy: "text" };
}

const LINE = buildGraph([revision("a", []), revision("b", ["a"]), revision("c", ["b"])]);
const BRANCHES = buildGraph([
  revision("a", []),
  revision("b", ["a"]),
  revision("c", ["a"]),
  revision("t", [], ["b"]),
]);
const chain = (...ids: readonly string[]) =>
  ids.slice(1).map((id, index) => ({ revision: id, parents: [ids[index] ?? ""] }));

test.each([
  ["no rows", LINE, [], [], "empty", ["a", "b", "c"]],
  ["the head", LINE, ["c"], [], "at_head", []],
  ["a row below", LINE, ["a"], [], "behind", ["b", "c"]],
  ["a row per branch", BRANCHES, ["c", "t"], [], "at_head", []],
  ["one of the branches", BRANCHES, ["b"], [], "behind", ["t", "c"]],
  ["a dependency covers a head", BRANCHES, ["t"], [], "behind", ["c"]],
  ["rows of which one is below the other", LINE, ["b", "c"], [], "unknown", []],
  ["a row of no file", LINE, ["x"], [], "unknown", []],
  ["a row of no file beside the head", LINE, ["c", "x"], [], "unknown", []],
  ["a row that begins another id", LINE, ["c1"], [], "unknown", []],
  ["recorded above the head", LINE, ["e"], chain("c", "d", "e"), "ahead", []],
  ["recorded above, the chain broken", LINE, ["e"], chain("d", "e"), "unknown", []],
  ["recorded above something older", LINE, ["x"], chain("b", "x"), "unknown", []],
  ["recorded in a circle", LINE, ["x"], chain("x", "y", "x"), "unknown", []],
  ["a merge above both heads", BRANCHES, ["m"], [{ revision: "m", parents: ["c", "t"] }], "ahead", []],
  ["a new branch beside the head", LINE, ["c", "n"], [{ revision: "n", parents: [] }], "ahead", []],
  ["no files and no rows", buildGraph([]), [], [], "at_head", []],
] as const)("%s", (_, graph, rows, record, state, pending) => {
  expect(judgeRows(graph, rows, record)).toMatchObject({ state, pending, current: [...rows] });
});

test("a broken history says that it is", () => {
  const broken = buildGraph([revision("b", ["gone"])]);
  expect(judgeRows(broken, ["b"])).toMatchObject({
    state: "unknown",
    reason: expect.stringContaining("heads"),
  });
});
