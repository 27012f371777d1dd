import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("shows one way round with its files, and not what hangs below", () => {
  const files = {
    "a1_start.py": exampleRevision({ id: "a1", down: null }),
    "b2_orders.py": exampleRevision({ id: "b2", down: '("a1", "c3")' }),
    "c3_stock.py": exampleRevision({ id: "c3", down: "b2" }),
  };
  expect(said("MG004", { files })).toEqual([
    "versions/b2_orders.py:4 Cycle through down_revision: b2 -> c3 -> b2 (versions/b2_orders.py:4, versions/c3_stock.py:4).\n" +
      "Correct the one that points the wrong way; the oldest of them should name a revision outside the cycle, or None.",
  ]);
});

it("leaves self-loops and dependencies to their own rules", () => {
  const self = { "a1_start.py": exampleRevision({ id: "a1", down: "a1" }) };
  expect(said("MG004", { files: self })).toEqual([]);
});
