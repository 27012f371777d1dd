import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("creates and drops", () => {
  expect(
    said(
      "MF109",
      exampleDoing({
        head: ["from shop.db import db"],
        up: ["db.create_all()"],
        down: ["db.metadata.drop_all(op.get_bind())"],
      }),
    ),
  ).toEqual([
    'versions/a1_x.py:10 upgrade() of revision a1 creates what the models say on the day it runs (db.create_all).\nWrite each table as it was meant: `op.create_table("…", sa.Column("id", …), …)`; `migrun sql` shows what it makes today.',
    'versions/a1_x.py:13 downgrade() of revision a1 drops what the models say on the day it runs (db.metadata.drop_all).\nName each table: `op.drop_table("…")`.',
  ]);
});

test.each([
  {
    what: "a base of the file's own",
    example: exampleDoing({
      head: ["Base = sa.orm.declarative_base()"],
      up: ["Base.metadata.create_all(op.get_bind())"],
    }),
  },
  {
    what: "a function of that name",
    example: exampleDoing({ head: ["def create_all():", "    op.drop_table('a')"], up: ["create_all()"] }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF109", example)).toEqual([]);
});
