import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("says that partial ids are no ids here", () => {
  const files = {
    "ae1027a6acf_start.py": exampleRevision({ id: "ae1027a6acf", down: null }),
    "b2_orders.py": exampleRevision({ id: "b2", down: "ae1027a6acf", extra: 'depends_on = ["ae1027"]' }),
  };
  expect(said("MG009", { files })).toEqual([
    "versions/b2_orders.py:4 Revision b2 depends on ae1027, which is neither a revision nor a branch label of this history.\n" +
      'Write the full id: did you mean `depends_on = "ae1027a6acf"`?',
  ]);
});
