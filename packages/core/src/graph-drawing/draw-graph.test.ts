import { expect, test } from "vitest";
import { drawGraph } from "./draw-graph.ts";
import type { DrawnItem } from "./drawn-item.ts";
import { chain, graphTarget } from "./graph.test-data.ts";

const all = { last: null, expand: false };

function summary(items: readonly DrawnItem[]): readonly string[] {
  return items.map((item) => {
    const links = item.links.map((link) => (link.kind === "down" ? link.to : `needs ${link.to}`)).join(" ");
    const what =
      item.kind === "revision"
        ? item.key
        : item.kind === "run"
          ? `run ${item.ids.length}`
          : `older ${item.count}`;
    return links === "" ? what : `${what} > ${links}`;
  });
}

test("children stand above their parents, dependencies by label are links too", () => {
  const target = graphTarget(["a:", "b: a [label taxes]", "c: a", "d: b c", "e: d (needs taxes)"]);
  expect(summary(drawGraph(target, all))).toEqual(["e > d needs b", "d > b c", "c > a", "b > a", "a"]);
});

test("a long line is one row; heads, bases, branch points, labels and what is new stay", () => {
  const target = graphTarget([
    ...chain("a", 60),
    "x: a60 [label x]",
    ...chain("b", 3, " x new").map((line) => `${line} new`),
  ]);
  expect(summary(drawGraph(target, all))).toEqual([
    "b3 > b2",
    "b2 > b1",
    "b1 > x",
    "x > a60",
    "run 59 > a1",
    "a1",
  ]);
  expect(drawGraph(target, { last: null, expand: true })).toHaveLength(64);
});

test("where nothing is released, being new keeps no row", () => {
  const target = graphTarget(chain("a", 60).map((line) => `${line} new`));
  expect(summary(drawGraph(target, all))).toEqual(["a60 > a59", "run 58 > a1", "a1"]);
});

test("a short history is drawn whole", () => {
  expect(drawGraph(graphTarget(chain("a", 40)), all)).toHaveLength(40);
});

test("of a long history the newest, and one row for the rest", () => {
  const target = graphTarget([...chain("a", 10), "b: a3", "m: a10 b"]);
  expect(summary(drawGraph(target, { last: 3, expand: true }))).toEqual([
    "m > a10 b",
    "b > (older)",
    "a10 > (older)",
    "older 9",
  ]);
});

test("the base is the newest released revision below what is new", () => {
  const items = drawGraph(graphTarget(["a:", "b: a", "c: b new", "d: c new"]), all);
  expect(items.filter((item) => item.kind === "revision" && item.isBase).map((item) => item.key)).toEqual([
    "b",
  ]);
});

test("the head of the base is marked too, where what is new does not stand on it", () => {
  const items = drawGraph(graphTarget(["a:", "b: a", "c: a new"]), all);
  expect(items.filter((item) => item.kind === "revision" && item.isBase).map((item) => item.key)).toEqual([
    "b",
  ]);
});

test("two files of one id are two rows, of which the one that counts has the children", () => {
  const twice = graphTarget(["a:", "b: a", "c: b"]);
  const [a, b, c] = twice.revisions;
  const target = { ...twice, revisions: [a!, { ...b!, file: "copy.py", down: [] }, b!, c!] };
  expect(summary(drawGraph(target, all))).toEqual(["c > b", "b > a", "b@copy.py", "a"]);
});

test("a parent that no file has, and a revision that revises itself, draw no line", () => {
  expect(summary(drawGraph(graphTarget(["a: gone", "b: b"]), all))).toEqual(["b", "a"]);
});
