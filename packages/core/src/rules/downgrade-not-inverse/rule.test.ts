import { expect, it, test } from "vitest";
import { exampleDoing, exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("names what is left, where it came from, and what drops it", () => {
  expect(
    said(
      "MR503",
      exampleDoing({
        up: [
          "op.create_table('x', sa.Column('k', sa.Enum('a', name='kind')))",
          "op.add_column('y', sa.Column('n', sa.Integer))",
          "op.create_index('ix_z_n', 'z', ['n'])",
        ],
        down: ["op.drop_table('x')"],
      }),
    ),
  ).toEqual([
    'versions/a1_x.py:13 downgrade() of revision a1 leaves column y.n, index ix_z_n and enum type kind behind, which upgrade() creates (lines 10, 11 and 9).\nDrop them in downgrade():\n  op.drop_column("y", "n")\n  op.drop_index("ix_z_n", table_name="z")\n  sa.Enum(name="kind").drop(op.get_bind())',
  ]);
});

it("names what does not come back", () => {
  expect(
    said(
      "MR503",
      exampleDoing({
        up: ["op.drop_column('x', 'a')", "op.drop_index('ix_y_b', 'y')"],
        down: ["op.execute('SELECT 1')"],
      }),
    ),
  ).toEqual([
    'versions/a1_x.py:12 downgrade() of revision a1 does not bring back column x.a and index ix_y_b, which upgrade() drops (lines 9 and 10).\nCreate them again in downgrade():\n  op.add_column("x", sa.Column("a", …))\n  op.create_index("ix_y_b", "y", […])\nOr raise, if there is no way back.',
  ]);
});

test.each([
  {
    what: "what goes with its table or column",
    example: exampleDoing({
      up: [
        "op.create_table('x', sa.Column('id', sa.Integer))",
        "with op.batch_alter_table('x') as batch:",
        "    batch.create_index('ix_x', ['id'])",
        "with op.batch_alter_table('y') as batch:",
        "    batch.add_column(sa.Column('n', sa.Integer))",
        "    batch.create_check_constraint('positive', 'n > 0')",
      ],
      down: ["op.drop_column('y', 'n')", "op.drop_table('x')"],
    }),
  },
  {
    what: "names that are only known when it runs",
    example: exampleDoing({
      up: ["op.create_table('x', sa.Column('id', sa.Integer))"],
      down: ["for table in tables():", "    op.drop_table(table)"],
    }),
  },
  {
    what: "statements that take everything along",
    example: exampleDoing({
      up: ["op.create_table('x', sa.Column('id', sa.Integer))"],
      down: ["op.execute('DROP TABLE y CASCADE')"],
    }),
  },
  {
    what: "renames",
    example: exampleDoing({
      up: ["op.create_table('x', sa.Column('id', sa.Integer))", "op.rename_table('x', 'y')"],
      down: ["op.drop_table('y')"],
    }),
  },
  {
    what: "a type that another revision uses",
    example: exampleDoing(
      {
        up: ["op.create_table('x', sa.Column('k', sa.Enum('a', name='kind')))"],
        down: ["op.drop_table('x')"],
      },
      {
        files: {
          "b2_y.py": exampleRevision(
            { id: "b2", down: "a1" },
            { upgrade: "def upgrade():\n    op.execute('ALTER TABLE y ALTER k TYPE text USING k::kind')" },
          ),
        },
      },
    ),
  },
  {
    what: "helpers of other modules",
    example: exampleDoing({
      head: ["from tools import drop_all"],
      up: ["op.create_table('x', sa.Column('id', sa.Integer))"],
      down: ["drop_all()", "op.execute('SELECT 1')"],
    }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MR503", example)).toEqual([]);
});
