import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

const base = {
  "a1_start.py": exampleRevision({ id: "a1", down: null }),
  "b2_orders.py": exampleRevision({ id: "b2", down: "a1" }),
};

it("names the new revision, and the released one that was put on top of it", () => {
  const files = {
    ...base,
    "b2_orders.py": exampleRevision({ id: "b2", down: "n9" }),
    "n9_between.py": exampleRevision({ id: "n9", down: "a1" }),
  };
  expect(said("MG005", { base, files })).toEqual([
    "versions/n9_between.py:4 New revision n9 stands below released revision b2 (versions/b2_orders.py:4).\n" +
      "Restore `down_revision` in versions/b2_orders.py; then `migrun rebase users` puts n9 on top.",
  ]);
});

it("sees a new revision that a released one came to depend on", () => {
  const files = {
    ...base,
    "b2_orders.py": exampleRevision({ id: "b2", down: "a1", extra: 'depends_on = "n9"' }),
    "n9_aside.py": exampleRevision({ id: "n9", down: "a1" }),
  };
  expect(said("MG005", { base, files })).toHaveLength(1);
});

it("tells a released revision that was moved among released ones", () => {
  const before = { ...base, "c3_stock.py": exampleRevision({ id: "c3", down: "a1" }) };
  const files = { ...before, "c3_stock.py": exampleRevision({ id: "c3", down: "b2" }) };
  expect(said("MG005", { base: before, files })).toEqual([
    "versions/c3_stock.py:4 Released revision c3 revises b2; at the base it was a1. Databases that have run it keep the old order.\n" +
      "Set it back to a1: what has run cannot be moved.",
  ]);
});

it("leaves a fork below the head to MG001", () => {
  const files = { ...base, "n9_fork.py": exampleRevision({ id: "n9", down: "a1" }) };
  expect(said("MG005", { base, files })).toEqual([]);
  expect(said("MG001", { base, files })).toHaveLength(1);
});
