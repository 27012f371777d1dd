import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("takes it apart for this very column", () => {
  expect(
    said(
      "MF120",
      exampleDoing({
        up: [
          "op.add_column('x', sa.Column('y_id', sa.BigInteger, sa.ForeignKey('y.id'), index=True, nullable=True))",
        ],
      }),
    ),
  ).toEqual([
    'versions/a1_x.py:9 add_column of x.y_id also emits a foreign key that checks every row and an index whose build stops writes, while the transaction keeps the table locked.\nTake it apart:\n  op.add_column("x", sa.Column(\'y_id\', sa.BigInteger, nullable=True))\n  with op.get_context().autocommit_block():\n      op.create_index("ix_x_y_id", "x", ["y_id"], postgresql_concurrently=True)\n  op.create_foreign_key("fk_x_y_id", "x", "y", ["y_id"], ["id"], postgresql_not_valid=True)\n  # in the next revision: op.execute("ALTER TABLE x VALIDATE CONSTRAINT fk_x_y_id")',
  ]);
});

it("builds a unique constraint from an index", () => {
  expect(
    said(
      "MF120",
      exampleDoing({
        up: [
          "with op.batch_alter_table('x') as batch:",
          "    batch.add_column(sa.Column('email', sa.Text(), unique=True))",
        ],
      }),
    ),
  ).toEqual([
    'versions/a1_x.py:10 add_column of x.email also emits a unique constraint whose build stops reads and writes, while the transaction keeps the table locked.\nTake it apart:\n  op.add_column("x", sa.Column(\'email\', sa.Text()))\n  with op.get_context().autocommit_block():\n      op.create_index("uq_x_email", "x", ["email"], unique=True, postgresql_concurrently=True)\n  op.execute("ALTER TABLE x ADD CONSTRAINT uq_x_email UNIQUE USING INDEX uq_x_email")',
  ]);
});

test.each([
  {
    what: "a new table",
    example: exampleDoing({
      up: ["op.create_table('x', sa.Column('y_id', sa.Integer, sa.ForeignKey('y.id'), index=True))"],
    }),
  },
  {
    what: "a branch for SQLite",
    example: exampleDoing({
      up: [
        "if op.get_bind().dialect.name == 'sqlite':",
        "    op.add_column('x', sa.Column('a', sa.Text, unique=True))",
      ],
    }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF120", example)).toEqual([]);
});
