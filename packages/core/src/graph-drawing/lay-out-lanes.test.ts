import { expect, test } from "vitest";
import fc from "fast-check";
import { drawGraph } from "./draw-graph.ts";
import { graphTarget } from "./graph.test-data.ts";
import { layOutLanes } from "./lay-out-lanes.ts";

function layOut(lines: readonly string[]) {
  return layOutLanes(drawGraph(graphTarget(lines), { last: null, expand: true }), ["down", "depends-on"]);
}

test("a branch takes a lane of its own and gives it back", () => {
  const { rows, width } = layOut(["a:", "b: a", "c: a", "d: b c", "e: d"]);
  expect(rows.map((row) => [row.item.key, row.lane, row.splits, row.joins])).toEqual([
    ["e", 0, [], []],
    ["d", 0, [1], []],
    ["c", 1, [], []],
    ["b", 0, [], []],
    ["a", 0, [], [1]],
  ]);
  expect(width).toBe(2);
});

/** Histories in which each revision revises and needs some of those before it. */
const histories = fc
  .array(
    fc.record({ down: fc.array(fc.nat(), { maxLength: 3 }), needs: fc.array(fc.nat(), { maxLength: 1 }) }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((drafts) =>
    drafts.map(({ down, needs }, at) => {
      const before = (numbers: readonly number[]) =>
        at === 0 ? [] : numbers.map((number) => `r${number % at}`);
      return `r${at}: ${[...new Set(before(down))].join(" ")} ${before(needs)
        .map((id) => `(needs ${id})`)
        .join(" ")}`;
    }),
  );

test("every link is a line from child to parent, and no line runs through another item", () => {
  fc.assert(
    fc.property(histories, (lines) => {
      const { rows, edges, width } = layOut(lines);
      const links = rows.flatMap(({ item }, from) =>
        item.links.map((link) => [from, rows.findIndex((row) => row.item.key === link.to)].join()),
      );
      expect(edges.map((edge) => [edge.from, edge.to].join()).toSorted()).toEqual(links.toSorted());
      for (const { from, to, lane } of edges) {
        expect(from).toBeLessThan(to);
        expect(lane).toBeLessThan(width);
        for (let at = from + 1; at < to; at += 1) expect(rows[at]?.lane).not.toBe(lane);
      }
    }),
  );
});
