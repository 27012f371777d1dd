import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("gives the column as it should be", () => {
  expect(
    said(
      "MF119",
      exampleDoing({
        up: [
          "op.add_column('x', sa.Column('n', sa.Boolean(), nullable=False, default=False))",
          "with op.batch_alter_table('y') as batch:",
          "    batch.add_column(sa.Column('a', sa.Text, nullable=False, default='none'))",
          "with op.batch_alter_table('z') as batch:",
          "    batch.add_column(sa.Column('at', sa.DateTime, default=now, nullable=False))",
        ],
      }),
    ),
  ).toEqual([
    "versions/a1_x.py:9 Column x.n is NOT NULL, and its default (False) is not given to the server: adding it fails on a table with rows.\nGive the server the default:\n  sa.Column('n', sa.Boolean(), nullable=False, server_default=sa.false())",
    "versions/a1_x.py:11 Column y.a is NOT NULL, and its default ('none') is not given to the server: adding it fails on a table with rows.\nGive the server the default:\n  sa.Column('a', sa.Text, nullable=False, server_default=\"none\")",
    "versions/a1_x.py:13 Column z.at is NOT NULL, and its default (now) is not given to the server: adding it fails on a table with rows.\nGive the server the default:\n  sa.Column('at', sa.DateTime, server_default=sa.text(\"…\"), nullable=False)",
  ]);
});

test.each([
  {
    what: "a table that is emptied first",
    example: exampleDoing({
      up: [
        "op.execute('DELETE FROM x')",
        "op.execute(sa.delete(sa.table('y')))",
        "op.add_column('x', sa.Column('n', sa.Integer, nullable=False, default=0))",
        "op.add_column('y', sa.Column('n', sa.Integer, nullable=False, default=0))",
      ],
    }),
  },
  {
    what: "a new table",
    example: exampleDoing({
      up: [
        "op.create_table('x', sa.Column('id', sa.Integer))",
        "op.add_column('x', sa.Column('n', sa.Integer, nullable=False, default=0))",
      ],
    }),
  },
  {
    what: "arguments that only Python can tell",
    example: exampleDoing({
      up: ["op.add_column('x', sa.Column('n', sa.Integer, nullable=False, default=0, **more()))"],
    }),
  },
  {
    what: "a column that may be empty",
    example: exampleDoing({
      up: ["op.add_column('x', sa.Column('n', sa.Integer, nullable=True, default=0))"],
    }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF119", example)).toEqual([]);
});
