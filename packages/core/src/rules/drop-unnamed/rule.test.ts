import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("says how to find the name", () => {
  expect(
    said(
      "MF116",
      exampleDoing({
        down: ["op.drop_constraint(constraint_name=None, table_name='x', type_='foreignkey')"],
      }),
    ),
  ).toEqual([
    "versions/a1_x.py:12 downgrade() of revision a1 drops a constraint of table x whose name is None: it fails when it runs.\nGive it the name that Postgres shows (`\\d x`), and create it under that name in upgrade(). One that Postgres named itself is called like `x_column_fkey`.",
  ]);
});

test.each([
  {
    what: "one that is only tried",
    example: exampleDoing({
      down: ["try:", "    op.drop_constraint(None, 'x')", "except Exception:", "    pass"],
    }),
  },
  { what: "a name that is computed", example: exampleDoing({ down: ["op.drop_constraint(found(), 'x')"] }) },
])("nothing: $what", ({ example }) => {
  expect(said("MF116", example)).toEqual([]);
});
