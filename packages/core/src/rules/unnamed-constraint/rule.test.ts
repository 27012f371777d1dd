import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("proposes a name", () => {
  expect(
    said(
      "MF115",
      exampleDoing({
        up: [
          "op.create_foreign_key(None, 'x', 'y', ['y_id'], ['id'])",
          "with op.batch_alter_table('z') as batch:",
          "    batch.create_unique_constraint(None, ['a', 'b'])",
        ],
      }),
    ),
  ).toEqual([
    'versions/a1_x.py:9 create_foreign_key makes a foreign key on table x without a name: nothing can address it afterwards, `op.drop_constraint()` of downgrade() neither.\nName it: `"fk_x_y_id"`. Or set `naming_convention` on the metadata that env.py gives to Alembic.',
    'versions/a1_x.py:11 create_unique_constraint makes a unique constraint on table z without a name: nothing can address it afterwards, `op.drop_constraint()` of downgrade() neither.\nName it: `"uq_z_a_b"`. Or set `naming_convention` on the metadata that env.py gives to Alembic.',
  ]);
});

test.each([
  {
    what: "a table that is new",
    example: exampleDoing({
      up: [
        "op.create_table('x', sa.Column('y_id', sa.Integer))",
        "op.create_foreign_key(None, 'x', 'y', ['y_id'], ['id'])",
      ],
    }),
  },
  {
    what: "a name that is computed",
    example: exampleDoing({ up: ["op.create_foreign_key(name_of('x'), 'x', 'y', ['y_id'], ['id'])"] }),
  },
  {
    what: "a foreign key with a name",
    example: exampleDoing({
      up: ["op.add_column('x', sa.Column('y_id', sa.Integer, sa.ForeignKey('y.id', name='fk_x_y')))"],
    }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF115", example)).toEqual([]);
});
