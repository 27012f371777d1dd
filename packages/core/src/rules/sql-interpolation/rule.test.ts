import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("names what is put in, and how", () => {
  expect(
    said(
      "MF112",
      exampleDoing({
        up: [
          "for row in rows():",
          '    op.get_bind().execute(sa.text(f"UPDATE a SET n = {row.n} WHERE id = {row.id}"))',
        ],
      }),
    ),
  ).toEqual([
    'versions/a1_x.py:10 upgrade() of revision a1 puts `row.n` and `row.id` into the text of a statement (f-string).\nFor a value: `sa.text("… = :value").bindparams(value=row.n)`. For the name of a table or column: write it out, make it a constant of the module, or quote it with `op.get_bind().dialect.identifier_preparer.quote(row.n)`.',
  ]);
});

it("sees a text that has a name", () => {
  expect(
    said(
      "MF112",
      exampleDoing({ up: ["sql = 'DELETE FROM a WHERE id = {}'.format(oldest())", "op.execute(sql)"] }),
    ),
  ).toEqual([
    'versions/a1_x.py:10 upgrade() of revision a1 puts `oldest()` into the text of a statement (.format()).\nFor a value: `sa.text("… = :value").bindparams(value=oldest())`. For the name of a table or column: write it out, make it a constant of the module, or quote it with `op.get_bind().dialect.identifier_preparer.quote(oldest())`.',
  ]);
});

test.each([
  {
    what: "an expression of SQLAlchemy as text",
    example: exampleDoing({ up: ["op.execute(f'UPDATE a SET b = {sa.false().compile(op.get_bind())}')"] }),
  },
  {
    what: "constants of the module, and what is made of them",
    example: exampleDoing({
      head: ["_SCHEMA = 'shop'", "VALUES = ('a', 'b')"],
      up: [
        "joined = ', '.join(f\"'{value}'\" for value in VALUES)",
        'op.execute(f"CREATE TYPE {_SCHEMA}.kind AS ENUM ({joined})")',
      ],
    }),
  },
  {
    what: "members of an enum, and numbers",
    example: exampleDoing({
      head: ["from enum import Enum", "class Kind(Enum):", "    NEW = 'new'"],
      up: ["op.execute(f\"UPDATE a SET k = '{Kind.NEW.value}', n = {int(size())}\")"],
    }),
  },
  {
    what: "a helper that is only given constants",
    example: exampleDoing({
      head: ["def grow(table):", "    op.execute(f'ALTER TABLE {table} SET (fillfactor = 90)')"],
      up: ["grow('a')", "grow('b')"],
    }),
  },
  {
    what: "a text that is no SQL",
    example: exampleDoing({
      head: ["import logging"],
      up: ["logging.info(f'update of {size()}')", "run.execute(f'task {size()}')"],
    }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF112", example)).toEqual([]);
});
