import { buildGraph, type Revision } from "@migrun/core";
import { expect, it } from "vitest";
import { findFloor } from "./roundtrip-floor.ts";

function revision(id: string, ...down: string[]): Revision {
  return { id, down, dependsOn: [], labels: [], doc: "", file: `${id}.py`, line: 1 } as unknown as Revision;
}

// a1 ← b1 ← b2 ← d1, a1 ← c1 ← d1
const graph = buildGraph([
  revision("a1"),
  revision("b1", "a1"),
  revision("b2", "b1"),
  revision("c1", "a1"),
  revision("d1", "b2", "c1"),
]);

it.each([null, "base"])("goes down to base for %s", (declared) => {
  expect(findFloor(declared, graph, "users")).toEqual({ kind: "floor", revision: null });
});

it.each([
  ["a1", "a1"],
  ["a", "a1"],
  ["d1", "d1"],
])("finds %s", (declared, id) => {
  expect(findFloor(declared, graph, "users")).toEqual({ kind: "floor", revision: id });
});

it.each([
  ["x1", '`targets.users.roundtrip.floor` is "x1", and no revision has this id'],
  ["b", '`targets.users.roundtrip.floor` is "b", and it may mean b1 or b2'],
  [
    "b1",
    "`targets.users.roundtrip.floor` is b1, and c1 stands beside it on another branch: name a revision that all others lead to or come from",
  ],
])("refuses %s and says why", (declared, reason) => {
  expect(findFloor(declared, graph, "users")).toEqual({ kind: "unusable", reason });
});
