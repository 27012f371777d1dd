import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

const base = {
  "a1_start.py": exampleRevision({ id: "a1", down: null }),
  "b2_orders.py": exampleRevision({ id: "b2", down: "a1" }),
  "c3_stock.py": exampleRevision({ id: "c3", down: "b2" }),
};

it("names the file that is gone, at the revision that still stands on it", () => {
  const files = { "a1_start.py": base["a1_start.py"], "c3_stock.py": base["c3_stock.py"] };
  expect(said("MG007", { base, files })).toEqual([
    "versions/c3_stock.py:4 Released revision b2 is gone: versions/b2_orders.py was deleted.\n" +
      "Run `git checkout c0ffee0123 -- versions/b2_orders.py`; undo what the revision does in a new one.",
  ]);
});

it("tells an id that was changed", () => {
  const files = { ...base, "c3_stock.py": exampleRevision({ id: "c4", down: "b2" }) };
  expect(said("MG007", { base, files })).toEqual([
    'versions/c3_stock.py:4 Released revision c3 is gone: versions/c3_stock.py calls itself c4 now.\nWrite `revision = "c3"` again.',
  ]);
});

it("lets a file have another name", () => {
  const { "c3_stock.py": text, ...others } = base;
  expect(said("MG007", { base, files: { ...others, "2026_c3_stock.py": text } })).toEqual([]);
});
