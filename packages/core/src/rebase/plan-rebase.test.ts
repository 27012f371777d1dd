import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildGraph } from "../graph/build-graph.ts";
import { ancestorsOf } from "../graph/lineage.ts";
import type { Revision } from "../revision/revision.ts";
import { planRebase, type RebaseRevision } from "./plan-rebase.ts";

/** `a`, `b: a`, `m: a b (needs c)`; the file is called as the id, or as what stands behind `in`. */
function revision(line: string): Revision {
  const [id = "", rest = ""] = line.split(":");
  const file = / in (\S+)/u.exec(rest)?.[1] ?? id.trim();
  const dependsOn = [...rest.matchAll(/\(needs (\S+)\)/gu)].map((match) => match[1] ?? "");
  const down = rest.replaceAll(/\(.*?\)| in \S+/gu, " ").trim();
  return {
    id: id.trim(),
    file: `/v/${file}.py`,
    line: 1,
    doc: "",
    down: down === "" ? [] : down.split(/\s+/u),
    dependsOn,
    labels: [],
    resolvedBy: "text",
  };
}

function history(released: readonly string[], fresh: readonly string[]): readonly RebaseRevision[] {
  return [
    ...released.map((line) => ({ revision: revision(line), released: true })),
    ...fresh.map((line) => ({ revision: revision(line), released: false })),
  ];
}

function plan(released: readonly string[], fresh: readonly string[]) {
  let number = 0;
  const result = planRebase(history(released, fresh), () => `new${(number += 1)}`);
  if (!result.ok) return result.error.kind;
  return result.value.files.map(
    ({ id, newId, newDown }) => `${id === newId ? id : `${id} is ${newId}`}: ${newDown.join(" ")}`,
  );
}

describe("the new line stands on the base's head", () => {
  test.each([
    ["one line", ["a", "b: a", "c: b"], ["x: a", "y: x"], ["x: c"]],
    ["a line that stands there already", ["a", "b: a"], ["x: b", "y: x"], []],
    ["two lines", ["a", "b: a"], ["x: a", "y: x", "p: b", "q: p"], ["x: q"]],
    ["two lines from the same parent", ["a", "b: a"], ["x: a", "y: a"], ["x: b", "y: x"]],
    ["a branch among the new", ["a", "b: a"], ["x: a", "y: x", "z: x"], ["x: b", "z: y"]],
    ["a merge among the new", ["a", "b: a"], ["x: a", "y: x", "z: x", "m: y z"], ["x: b"]],
    ["a merge of new and released", ["a", "b: a"], ["x: a", "m: b x"], ["x: b", "m: x"]],
    ["a base of its own", ["a", "b: a"], ["x", "y: x"], ["x: b"]],
    ["a parent that is gone", ["a", "b: a"], ["x: gone"], ["x: b"]],
    ["labelled heads of the base", ["a", "b: a", "e: a"], ["x: b"], []],
    ["the branch that the line came from", ["a", "b: a", "c: b", "e: a"], ["x: b"], ["x: c"]],
  ])("%s", (_name, released, fresh, expected) => {
    expect(plan(released, fresh)).toEqual(expected);
  });
});

describe("ids that are taken are issued again", () => {
  test.each([
    ["and what named them follows", ["a", "b: a"], ["b: a in mine", "c: b"], ["b is new1: b", "c: new1"]],
    ["numbers go on", ["0001", "0002: 0001", "0003: 0002"], ["0003: 0002 in mine"], ["0003 is 0004: 0003"]],
    ["two new ones", ["a"], ["x: a", "x: a in other"], ["x is new1: x"]],
    ["dependencies too", ["a", "b: a"], ["b: a in mine", "c: b (needs b)"], ["b is new1: b", "c: new1"]],
  ])("%s", (_name, released, fresh, expected) => {
    expect(plan(released, fresh)).toEqual(expected);
  });
});

test.each([
  ["nothing-new", ["a"], []],
  ["nothing-released", [], ["a"]],
  ["several-heads", ["a", "b: a", "c: a"], ["x: a"]],
  ["cycle", ["a"], ["x: y", "y: x"]],
  ["cycle", ["a", "b: a"], ["p: b (needs x)", "x: a"]],
])("refused: %s", (kind, released, fresh) => {
  expect(plan(released, fresh)).toBe(kind);
});

/** Released and new revisions, each on one or two of those before it; the base has one head. */
const histories = fc
  .record({
    released: fc.integer({ min: 1, max: 6 }),
    fresh: fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 8 }),
  })
  .map(({ released, fresh }) => {
    const ids = Array.from({ length: released }, (_, at) => `r${at}`);
    const lines = ids.map((id, at) => (at === 0 ? id : `${id}: r${at - 1}`));
    const added = fresh.map((picks, at) => {
      const before = [...ids, ...fresh.slice(0, at).map((_, other) => `n${other}`)];
      return `n${at}: ${[...new Set(picks.map((pick) => before[pick % before.length]!))].join(" ")}`;
    });
    return { lines, added };
  });

test("whatever is new ends in one head, keeps its own order, and no released file is touched", () => {
  fc.assert(
    fc.property(histories, ({ lines, added }) => {
      const before = history(lines, added);
      const result = planRebase(before, () => "unused");
      if (!result.ok) throw new Error(result.error.kind);
      const changed = new Map(result.value.files.map((file) => [file.id, file.newDown]));
      const after = before.map(({ revision: one }) => ({ ...one, down: changed.get(one.id) ?? one.down }));
      const graph = buildGraph(after);
      expect(graph.problems).toEqual([]);
      expect(graph.heads).toHaveLength(1);
      for (const { revision: one, released } of before) {
        const below = ancestorsOf(graph, [one.id], "down");
        if (!released) for (const parent of one.down) expect(below).toContain(parent);
      }
      expect([...changed.keys()].filter((id) => id.startsWith("r"))).toEqual([]);
    }),
  );
});
