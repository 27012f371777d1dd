import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("points at the function", () => {
  expect(said("MR501", exampleDoing({ up: ["op.drop_table('a')"], down: ["..."] }))).toEqual([
    'versions/a1_x.py:11 downgrade() of revision a1 does nothing, and upgrade() does: after `alembic downgrade` the version table says what is not so.\nUndo what upgrade() does, or say that there is no way back: `raise NotImplementedError("restore from a backup")`.',
  ]);
});

test.each([
  { what: "a revision that does nothing at all", example: exampleDoing({}) },
  {
    what: "one with a reason",
    example: exampleDoing({
      up: ["op.drop_table('a')"],
      down: ["raise NotImplementedError('the rows are gone')"],
    }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MR501", example)).toEqual([]);
});
