import { expect, it } from "vitest";
import { buildGraph } from "../graph/build-graph.ts";
import { revisionsOf } from "../graph/notation.test-data.ts";
import { findFloor } from "./find-floor.ts";

const graph = buildGraph(revisionsOf("a1aaaa<- b1bbbb[billing]<a1aaaa b2cccc<b1bbbb c1<a1aaaa"));

it.each([
  [null, null],
  ["base", null],
  ["a1aaaa", "a1aaaa"],
  ["a1", "a1aaaa"],
  ["c1", "c1"],
  ["base+1", "a1aaaa"],
  ["billing@head-1", "b1bbbb"],
  ["billing", "b1bbbb"],
])("%s is %s", (declared, revision) => {
  expect(findFloor(declared, graph)).toEqual({ ok: true, value: revision });
});

it.each([
  ["b", "it may mean b1bbbb or b2cccc or billing"],
  ["head", "it may mean b2cccc or c1"],
  ["heads", "it means b2cccc and c1"],
  ["c1-9", "the history has not that many revisions"],
  ["a1aaab", 'no revision has this id or branch label (did you mean "a1aaaa"?)'],
  ["biling", 'no revision has this id or branch label (did you mean "billing"?)'],
  ["ffffffff", "no revision has this id or branch label"],
  ["", "no revision has this id or branch label"],
])("%s names none: %s", (declared, error) => {
  expect(findFloor(declared, graph)).toEqual({ ok: false, error });
});
