import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("shows how the type is created", () => {
  expect(
    said(
      "MF114",
      exampleDoing({ up: ["op.add_column('x', sa.Column('k', sa.Enum('a', 'b', name='kind')))"] }),
    ),
  ).toEqual([
    "versions/a1_x.py:9 Column x.k gets the enum type \"kind\", and no revision creates that type: Postgres says that it does not exist.\nCreate it first, and drop it at the end of downgrade():\n  kind_type = sa.Enum('a', 'b', name='kind')\n  kind_type.create(op.get_bind(), checkfirst=True)",
  ]);
});

it("names the type after the class of its values", () => {
  expect(
    said(
      "MF114",
      exampleDoing({
        head: ["from shop.kinds import Kind"],
        up: ["op.add_column('x', sa.Column('k', sa.Enum(Kind)))"],
      }),
    ),
  ).toEqual([
    'versions/a1_x.py:10 Column x.k gets the enum type "kind", and no revision creates that type: Postgres says that it does not exist.\nCreate it first, and drop it at the end of downgrade():\n  kind_type = sa.Enum(Kind)\n  kind_type.create(op.get_bind(), checkfirst=True)',
  ]);
});

test.each([
  {
    what: "a type that somebody else creates",
    example: exampleDoing({
      up: ["op.add_column('x', sa.Column('k', sa.dialects.postgresql.ENUM(name='kind', create_type=False)))"],
    }),
  },
  {
    what: "a branch for MySQL",
    example: exampleDoing({
      up: [
        "if op.get_bind().dialect.name == 'mysql':",
        "    op.add_column('x', sa.Column('k', sa.Enum('a', name='kind')))",
      ],
    }),
  },
  {
    what: "a type that comes with a table",
    example: exampleDoing({
      up: [
        "op.create_table('y', sa.Column('k', sa.Enum('a', name='kind')))",
        "op.add_column('x', sa.Column('k', sa.Enum('a', name='kind')))",
      ],
    }),
  },
  {
    what: "one that a helper creates",
    example: exampleDoing({
      head: ["kind = sa.Enum('a', name='kind')"],
      up: [
        "for one in (kind,):",
        "    one.create(op.get_bind())",
        "op.add_column('x', sa.Column('k', kind))",
      ],
    }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF114", example)).toEqual([]);
});
