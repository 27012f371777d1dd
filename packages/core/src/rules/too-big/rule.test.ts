import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("counts tables that are in use", () => {
  expect(
    said(
      "MF124",
      exampleDoing({
        up: [
          "op.create_table('new', sa.Column('id', sa.Integer))",
          "op.create_index('i', 'new', ['id'])",
          ..."abcdef".split("").map((table) => `op.drop_column('${table}', 'x')`),
        ],
      }),
    ),
  ).toEqual([
    "versions/a1_x.py:11 Revision a1 does 6 operations on 6 existing tables (a, b, c, d, e and f): its locks are held until the last one is done.\nSplit it: one revision for each table, or for what has to change together. Alembic gives each its own transaction with `transaction_per_migration=True`.",
  ]);
});

test.each([
  {
    what: "five tables",
    example: exampleDoing({ up: "abcde".split("").map((table) => `op.drop_column('${table}', 'x')`) }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF124", example)).toEqual([]);
});
