import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

const merge = { id: "m4", down: '("b2", "c3")' };
const parents = {
  "a1_start.py": exampleRevision({ id: "a1", down: null }),
  "b2_orders.py": exampleRevision({ id: "b2", down: "a1" }),
  "c3_stock.py": exampleRevision({ id: "c3", down: "a1" }),
};

it("points at the function that does more", () => {
  expect(said("MG008", { files: { ...parents, "m4_merge.py": exampleRevision(merge) } })[0]).toMatch(
    /^versions\/m4_merge\.py:7 Merge revision m4 does more than merge\./u,
  );
});

it("judges new merges only", () => {
  const files = { ...parents, "m4_merge.py": exampleRevision(merge) };
  expect(said("MG008", { files }, { released: ["a1", "b2", "c3", "m4"] })).toEqual([]);
});
