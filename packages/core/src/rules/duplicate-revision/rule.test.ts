import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

const files = {
  "a1_orders.py": exampleRevision({ id: "a1", down: null }),
  "a1_orders_copy.py": exampleRevision({ id: "a1", down: null }),
};

it("names every file", () => {
  expect(said("MG003", { files })).toEqual([
    "versions/a1_orders_copy.py:4 Revision a1 is defined by 2 files: versions/a1_orders.py:4 and versions/a1_orders_copy.py:4. Which one runs depends on the order of loading.\n" +
      "Give one of them a new id, here and in every `down_revision` that means it, or delete the copy.",
  ]);
});

it("does not advise to rename an id that databases know", () => {
  expect(said("MG003", { files }, { released: ["a1"] })[0]).toContain("Delete the copy");
});

it("reports a label that is an id", () => {
  const labelled = { "a1_x.py": exampleRevision({ id: "a1", down: null, extra: 'branch_labels = "a1"' }) };
  expect(said("MG003", { files: labelled })[0]).toContain(
    "Branch label a1 of revision a1 is the id of a revision",
  );
});
