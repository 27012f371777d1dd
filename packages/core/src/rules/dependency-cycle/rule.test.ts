import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { judge, said } from "../judge.test-data.ts";

it("shows the way round and its files", () => {
  const files = {
    "a1_start.py": exampleRevision({ id: "a1", down: null, extra: 'depends_on = "b2"' }),
    "b2_orders.py": exampleRevision({ id: "b2", down: "a1" }),
  };
  expect(said("MG014", { files })).toEqual([
    "versions/a1_start.py:4 Cycle through down_revision and depends_on: a1 -> b2 -> a1 (versions/a1_start.py:4, versions/b2_orders.py:4).\n" +
      "Take out the `depends_on` that asks for a revision above its own.",
  ]);
  expect(judge({ files }).map(({ code }) => code)).not.toContain("MG004");
});
