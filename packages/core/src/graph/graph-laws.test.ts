import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { Revision } from "../revision/revision.ts";
import { buildGraph } from "./build-graph.ts";
import type { RevisionGraph } from "./graph.ts";
import { ancestorsOf, descendantsOf } from "./lineage.ts";
import { downgradeOrder, upgradeOrder } from "./order.ts";
import { rowsAfterDowngrade, rowsAfterUpgrade } from "./rows.ts";

/** Histories without problems: every revision stands above earlier ones only, listed in any order. */
const histories = fc
  .array(
    fc.record({ down: fc.array(fc.nat(), { maxLength: 3 }), deps: fc.array(fc.nat(), { maxLength: 2 }) }),
    {
      maxLength: 40,
    },
  )
  .chain((shapes) => {
    const revisions = shapes.map(({ down, deps }, index): Revision => {
      const pick = (choices: readonly number[]): string[] =>
        index === 0 ? [] : [...new Set(choices.map((choice) => `r${choice % index}`))];
      const parents = pick(down);
      return {
        id: `r${index}`,
        file: `/v/r${index}.py`,
        line: 1,
        doc: "",
        down: parents,
        dependsOn: pick(deps).filter((id) => !parents.includes(id)),
        labels: [],
        resolvedBy: "text",
      };
    });
    return fc.shuffledSubarray(revisions, { minLength: revisions.length });
  });

function orderOf(result: ReturnType<typeof upgradeOrder>): string[] {
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
}

it("orders every revision once, parents before children, and back again", () => {
  fc.assert(
    fc.property(histories, (revisions) => {
      const graph = buildGraph(revisions);
      expect(graph.problems).toEqual([]);
      const up = orderOf(upgradeOrder(graph, graph.realHeads));
      expect(up.toSorted()).toEqual(revisions.map(({ id }) => id).toSorted());
      const place = new Map(up.map((id, index) => [id, index]));
      for (const { id, down, dependsOn } of revisions) {
        for (const parent of [...down, ...dependsOn])
          expect(place.get(parent)).toBeLessThan(place.get(id) ?? -1);
      }
      const down = orderOf(downgradeOrder(graph, { to: null }, graph.realHeads));
      expect(down).toEqual(up.toReversed());
    }),
  );
});

it("has heads without children, and nothing above the real ones", () => {
  fc.assert(
    fc.property(histories, (revisions) => {
      const graph = buildGraph(revisions);
      const parents = new Set(revisions.flatMap(({ down }) => down));
      expect(graph.heads).toEqual(revisions.map(({ id }) => id).filter((id) => !parents.has(id)));
      for (const head of graph.realHeads) expect(descendantsOf(graph, [head])).toEqual(new Set([head]));
      expect(ancestorsOf(graph, graph.realHeads).size).toBe(revisions.length);
      expect(descendantsOf(graph, graph.bases).size).toBe(revisions.length);
    }),
  );
});

it("leaves out only dependencies that are reached anyway", () => {
  fc.assert(
    fc.property(histories, (revisions) => {
      const graph = buildGraph(revisions);
      for (const [id, node] of graph.nodes) {
        const below = ancestorsOf(graph, [id]);
        for (const dependency of node.dependsOn) expect(below).toContain(dependency);
      }
    }),
  );
});

it("splits an upgrade anywhere without running a revision twice", () => {
  fc.assert(
    fc.property(histories, fc.nat(), (revisions, choice) => {
      const graph = buildGraph(revisions);
      const target = revisions[choice % Math.max(revisions.length, 1)]?.id;
      const first = target === undefined ? [] : orderOf(upgradeOrder(graph, [target]));
      const rows = first.reduce<string[]>((current, id) => rowsAfterUpgrade(graph, current, id), []);
      const second = orderOf(upgradeOrder(graph, graph.realHeads, rows));
      expect([...first, ...second].toSorted()).toEqual(revisions.map(({ id }) => id).toSorted());
      const after = second.reduce<string[]>((current, id) => rowsAfterUpgrade(graph, current, id), rows);
      expect(after).toEqual(graph.realHeads.toSorted());
      const down = orderOf(downgradeOrder(graph, { to: null }, after));
      expect(down.reduce<string[]>((current, id) => rowsAfterDowngrade(graph, current, id), after)).toEqual(
        [],
      );
    }),
  );
});

/** Alembic's own way to order, with a set of ancestors per tip (`_topological_sort`): slow, and the one that is right. */
function referenceOrder(graph: RevisionGraph): string[] {
  const parentsOf = (id: string): readonly string[] => graph.nodes.get(id)?.parents ?? [];
  const todo = new Set(graph.nodes.keys());
  const tips = [...graph.realHeads];
  const below = tips.map((id) => ancestorsOf(graph, [id]));
  const order: string[] = [];
  for (let at = 0; tips.length > 0;) {
    const candidate = tips[at]!;
    const blocking = below.findIndex((ids, index) => index !== at && ids.has(candidate));
    if (blocking !== -1) {
      at = blocking;
      continue;
    }
    if (todo.delete(candidate)) order.push(candidate);
    const [first, ...others] = parentsOf(candidate).filter((id) => todo.has(id) && !tips.includes(id));
    if (first === undefined) {
      tips.splice(at, 1);
      below.splice(at, 1);
      at = Math.max(at - 1, 0);
    } else {
      tips[at] = first;
      below[at] = ancestorsOf(graph, [first]);
      tips.push(...others);
      below.push(...others.map((id) => ancestorsOf(graph, [id])));
    }
  }
  return order.toReversed();
}

it("orders as Alembic's own algorithm does", () => {
  fc.assert(
    fc.property(histories, (revisions) => {
      const graph = buildGraph(revisions);
      expect(orderOf(upgradeOrder(graph, graph.realHeads))).toEqual(referenceOrder(graph));
    }),
    { numRuns: 300 },
  );
});

it("orders ten thousand revisions with two thousand heads", () => {
  const revisions = Array.from({ length: 10_000 }, (_, index): Revision => {
    const isBranch = index % 5 === 4;
    const below = index === 0 ? [] : [index % 5 === 0 ? index - 2 : index - 1];
    const down = below.map((place) => `r${place}`);
    return {
      id: `r${index}`,
      file: "",
      line: 1,
      doc: isBranch ? "branch" : "",
      down,
      dependsOn: [],
      labels: [],
      resolvedBy: "text",
    };
  });
  const graph = buildGraph(revisions.toReversed());
  expect(graph.heads).toHaveLength(2000);
  const up = orderOf(upgradeOrder(graph, graph.realHeads));
  expect(new Set(up).size).toBe(10_000);
  const place = new Map(up.map((id, index) => [id, index]));
  expect(revisions.every(({ id, down }) => down.every((parent) => place.get(parent)! < place.get(id)!))).toBe(
    true,
  );
});
