import { expect, test } from "vitest";
import { exampleRevision } from "../rules/example-files.ts";
import { parseRevision } from "../revision/parse-revision.ts";
import { buildGraph } from "./build-graph.ts";
import { revisionsInRange } from "./revision-range.ts";

/** a ← b ← d ← e, a ← c ← d. */
const graph = buildGraph(
  [
    ["a", null],
    ["b", "a"],
    ["c", "a"],
    ["d", '("b", "c")'],
    ["e", "d"],
  ].flatMap(([id, down]) => {
    const parsed = parseRevision(exampleRevision({ id: id ?? "", down: down ?? null }), `/v/${id}.py`);
    return parsed.kind === "revision" ? [parsed.revision] : [];
  }),
);

test.each([
  ["a..e", "abcde"],
  ["b..d", "bd"],
  ["b..c", ""],
  ["d..", "de"],
  ["..b", "ab"],
  ["..", "abcde"],
  ["c..c", "c"],
  ["x..e", ""],
  ["a..x", ""],
])("%s", (range, expected) => {
  expect([...revisionsInRange(graph, range)].toSorted().join("")).toBe(expected);
});
