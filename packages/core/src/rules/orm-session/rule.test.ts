import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("points at the first session of each function", () => {
  expect(
    said(
      "MF108",
      exampleDoing({
        up: [
          "with sa.orm.Session(op.get_bind()) as one:",
          "    one.flush()",
          "sa.orm.Session(op.get_bind())",
        ],
      }),
    ),
  ).toEqual([
    'versions/a1_x.py:9 upgrade() of revision a1 opens an ORM session (sa.orm.Session(op.get_bind())): when it writes, and in whose transaction, is not to be seen here.\nExecute Core statements instead:\n  op.execute(table.update().where(table.c.id == 1).values(name="x"))  # table = sa.table("…", sa.column("id"), sa.column("name"))',
  ]);
});

test.each([
  {
    what: "a session of another kind",
    example: exampleDoing({ head: ["from requests import Session"], up: ["Session()"] }),
  },
  {
    what: "a class of its own",
    example: exampleDoing({ head: ["class Session:", "    pass"], up: ["Session()"] }),
  },
  { what: "one in a text", example: exampleDoing({ up: ["op.execute('SELECT 1 -- sa.orm.Session()')"] }) },
])("nothing: $what", ({ example }) => {
  expect(said("MF108", example)).toEqual([]);
});
