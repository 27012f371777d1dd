import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("tells the reason", () => {
  expect(
    said(
      "MR502",
      exampleDoing({ up: ["op.drop_table('a')"], down: ["raise NotImplementedError('the rows are gone')"] }),
    ),
  ).toEqual([
    "versions/a1_x.py:12 downgrade() of revision a1 raises NotImplementedError: the rows are gone. A rollback across it needs a restore from a backup.\nNothing, where it is meant so.",
  ]);
});

it("asks for one", () => {
  expect(
    said("MR502", exampleDoing({ up: ["op.drop_table('a')"], down: ["raise NotImplementedError"] })),
  ).toEqual([
    'versions/a1_x.py:12 downgrade() of revision a1 raises NotImplementedError and gives no reason. A rollback across it needs a restore from a backup.\nSay why there is no way back: `raise NotImplementedError("why")`.',
  ]);
});

test.each([
  {
    what: "a raise in a branch",
    example: exampleDoing({
      up: ["op.drop_table('a')"],
      down: ["if value():", "    raise RuntimeError('x')", "op.execute('SELECT 1')"],
    }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MR502", example)).toEqual([]);
});
