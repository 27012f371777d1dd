import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

const bases = {
  "a1_start.py": exampleRevision({ id: "a1", down: null }),
  "b2_start.py": exampleRevision({ id: "b2", down: null }),
};

it("points at the new base", () => {
  expect(said("MG010", { files: bases }, { released: ["b2"] })).toEqual([
    "versions/a1_start.py:4 2 bases without branch labels: a1 (versions/a1_start.py:4) and b2 (versions/b2_start.py:4).\n" +
      "Set the `down_revision` of a1, or `branch_labels` in each base if separate lines are meant.",
  ]);
});

it("still warns when the lines are merged later, and takes a label further up the line", () => {
  const merged = { ...bases, "c3_merge.py": exampleRevision({ id: "c3", down: '("a1", "b2")' }) };
  expect(said("MG010", { files: merged })).toHaveLength(1);
  const labelled = {
    ...bases,
    "c3_next.py": exampleRevision({ id: "c3", down: "b2", extra: 'branch_labels = "audit"' }),
  };
  expect(said("MG010", { files: labelled })).toEqual([]);
});
