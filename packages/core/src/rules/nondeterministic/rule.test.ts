import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("follows a value by its names", () => {
  expect(
    said(
      "MF118",
      exampleDoing({
        head: ["from datetime import datetime, timezone"],
        up: ["now = datetime.now(timezone.utc)", "op.bulk_insert(sa.table('a'), [{'at': now}])"],
      }),
    ),
  ).toEqual([
    "versions/a1_x.py:10 upgrade() of revision a1 depends on the clock (datetime.now(timezone.utc)): each database gets another result.\nLet the server say when: `now()` in the statement (`sa.func.now()`), or write the date out.",
  ]);
});

it("asks what the environment decides", () => {
  expect(
    said(
      "MF118",
      exampleDoing({
        head: ["import os", "SCHEMA = os.environ['SCHEMA']"],
        up: ["op.create_table('a', sa.Column('id', sa.Integer), schema=SCHEMA)"],
      }),
    ),
  ).toEqual([
    "versions/a1_x.py:5 Revision a1 depends on the environment (os.environ['SCHEMA']): each database gets another result.\nDecide it in the revision, or hand it over where everybody sees it: `context.get_x_argument()`, or an option of env.py.",
  ]);
});

test.each([
  {
    what: "how long something takes",
    example: exampleDoing({
      head: ["import time"],
      up: [
        "start = time.time()",
        "op.drop_table('a')",
        "took = time.time() - start",
        "if took > 1:",
        "    print(took)",
      ],
    }),
  },
  {
    what: "what is only told",
    example: exampleDoing({
      head: ["import os"],
      up: ["if os.environ.get('VERBOSE'):", "    print('dropping')", "op.drop_table('a')"],
    }),
  },
  {
    what: "the server's clock",
    example: exampleDoing({
      up: ["op.add_column('a', sa.Column('at', sa.DateTime, server_default=sa.func.now()))"],
    }),
  },
  {
    what: "a way down",
    example: exampleDoing({ head: ["import random"], down: ["op.execute(str(random.random()))"] }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF118", example)).toEqual([]);
});
