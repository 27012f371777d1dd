import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("names the revision and what it stands on", () => {
  const files = { "b2_orders.py": exampleRevision({ id: "b2", down: "ffff0000" }) };
  expect(said("MG002", { files })).toEqual([
    "versions/b2_orders.py:4 Revision b2 stands on ffff0000, and no file defines ffff0000.\n" +
      "Bring the file of ffff0000 back (was it left out of a commit?), or set `down_revision` to a revision that exists.",
  ]);
});

it("recognises a shortened id", () => {
  const files = {
    "ae1027a6acf_start.py": exampleRevision({ id: "ae1027a6acf", down: null }),
    "b2_orders.py": exampleRevision({ id: "b2", down: "ae10" }),
  };
  expect(said("MG002", { files })[0]).toContain('did you mean `down_revision = "ae1027a6acf"`?');
});

it("explains an empty string", () => {
  const files = { "b2_orders.py": 'revision = "b2"\ndown_revision = ""\n' };
  expect(said("MG002", { files })[0]).toContain("Write `down_revision = None` for a base.");
});
