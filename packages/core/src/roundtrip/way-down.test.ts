import { expect, it } from "vitest";
import { buildGraph } from "../graph/build-graph.ts";
import { revisionsOf } from "../graph/notation.test-data.ts";
import { planWayDown } from "./way-down.ts";

function planned(notation: string, floor: string | null, irreversible: readonly string[] = []) {
  const way = planWayDown(buildGraph(revisionsOf(notation)), floor, (id) => irreversible.includes(id));
  return [[...way.keep].toSorted().join(" "), way.rows.join(" "), way.irreversible.join(" ")];
}

const LINE = "a<- b<a c<b d<c";
const BRANCHES = "a<- b1<a b2<b1 c1<a c2<c1";
const MERGED = `${BRANCHES} m<b2,c2 n<m`;

it.each<[string, string, string | null, readonly string[], readonly string[]]>([
  ["a line to base", LINE, null, [], ["", "", ""]],
  ["a line to its floor", LINE, "b", [], ["a b", "b", ""]],
  ["a line to the newest that cannot be undone", LINE, null, ["a", "c"], ["a b c", "c", "c"]],
  ["one below the floor does not count", LINE, "c", ["b"], ["a b c", "c", ""]],
  ["the floor itself may be one", LINE, "c", ["c"], ["a b c", "c", ""]],
  ["one above the floor does", LINE, "b", ["c"], ["a b c", "c", "c"]],
  ["the branch beside a floor goes all the way", BRANCHES, "b1", [], ["a b1", "b1", ""]],
  ["each branch as far as it can", BRANCHES, "b1", ["c1"], ["a b1 c1", "b1 c1", "c1"]],
  ["below a merge too", MERGED, null, ["b1", "c2"], ["a b1 c1 c2", "b1 c2", "b1 c2"]],
  ["a merge that cannot be undone keeps all below", MERGED, null, ["m"], ["a b1 b2 c1 c2 m", "m", "m"]],
  ["a dependency stays with what needs it", "a<- b<- c<b~a d<a", null, ["c"], ["a b c", "c", "c"]],
])("%s", (_name, notation, floor, irreversible, expected) => {
  expect(planned(notation, floor, irreversible)).toEqual(expected);
});
