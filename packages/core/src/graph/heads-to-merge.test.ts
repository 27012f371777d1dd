import { expect, test } from "vitest";
import type { Revision } from "../revision/revision.ts";
import { buildGraph } from "./build-graph.ts";
import { headsToMerge } from "./heads-to-merge.ts";

function revision(id: string, down: readonly string[], labels: readonly string[] = []): Revision {
  return { id, file: `/v/${id}.py`, line: 1, doc: "", down, dependsOn: [], labels, resolvedBy: "text" };
}

const graph = buildGraph([
  revision("a", []),
  revision("e1", ["a"], ["expand"]),
  revision("e2", ["e1"]),
  revision("e3", ["e1"]),
  revision("c1", ["a"], ["contract"]),
]);

test("all heads where one may be, none where as many may be", () => {
  expect(headsToMerge(graph, 1)).toEqual(["c1", "e2", "e3"]);
  expect(headsToMerge(graph, 3)).toEqual([]);
});

test("of declared branches the one that has several", () => {
  expect(headsToMerge(graph, ["contract", "expand"])).toEqual(["e2", "e3"]);
  expect(headsToMerge(graph, ["contract", "gone"])).toEqual([]);
});
