import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("says it once for each function", () => {
  expect(
    said(
      "MF126",
      exampleDoing({ head: ["from tools.triggers import audit"], up: ["audit(op, 'a')", "audit(op, 'b')"] }),
    ),
  ).toEqual([
    'versions/a1_x.py:10 upgrade() of revision a1 leaves work to tools.triggers.audit(), which is not in this file: what the revision does can change without it.\nWrite its operations into the revision. If tools.triggers never changes what it does, say so in the configuration: `allowImports: ["tools.triggers"]`.',
  ]);
});

test.each([
  {
    what: "the application's own, which MF107 tells",
    example: exampleDoing(
      { head: ["from shop.tools import audit"], up: ["audit(op, 'a')"] },
      { modules: ["shop.tools"] },
    ),
  },
  {
    what: "a package that only computes",
    example: exampleDoing({
      head: ["import slugify"],
      up: ["op.execute(sa.table('a').delete().where(sa.column('b') == slugify.slug('c d')))"],
    }),
  },
  {
    what: "types of other packages",
    example: exampleDoing({
      head: ["from pgvector.sqlalchemy import Vector"],
      up: ["op.add_column('a', sa.Column('v', Vector(3)))"],
    }),
  },
  {
    what: "a way down",
    example: exampleDoing({ head: ["from tools.triggers import audit"], down: ["audit(op, 'a')"] }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF126", example)).toEqual([]);
});
