import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("says what happens elsewhere", () => {
  expect(
    said(
      "MF123",
      exampleDoing({
        up: [
          "dialect = op.get_bind().dialect.name",
          "if dialect == 'postgresql':",
          "    op.drop_table('a')",
          "elif dialect == 'sqlite':",
          "    op.drop_table('b')",
        ],
      }),
    ),
  ).toEqual([
    'versions/a1_x.py:10 upgrade() of revision a1 does nothing on a dialect other than the 2 that it names.\nSay what happens there:\n  else:\n      raise NotImplementedError(f"revision a1 does not know {op.get_bind().dialect.name}")',
  ]);
});

test.each([
  {
    what: "branches without operations",
    example: exampleDoing({
      up: [
        "dialect = op.get_bind().dialect.name",
        "if dialect == 'postgresql':",
        "    kind = 1",
        "elif dialect == 'sqlite':",
        "    kind = 2",
      ],
    }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF123", example)).toEqual([]);
});
