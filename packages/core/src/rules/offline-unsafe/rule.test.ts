import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("follows the connection through names and functions", () => {
  expect(
    said(
      "MF111",
      exampleDoing({
        head: ["def ids(bind):", "    return bind.execute(sa.text('SELECT id FROM a')).scalars().all()"],
        up: ["bind = op.get_bind()", "print(ids(bind))"],
      }),
    ),
  ).toEqual([
    "versions/a1_x.py:5 ids() of revision a1 needs the answer of a database (bind.execute(sa.text('SELECT id FROM a')).scalars().all()): `alembic -n users upgrade … --sql` crashes here.\nSay it in SQL alone, such as `INSERT … SELECT`; or begin with a guard:\n  if context.is_offline_mode():  # from alembic import context\n      return\nmigrun shows the recorded SQL of this revision instead.",
  ]);
});

it("knows the way down", () => {
  expect(
    said("MF111", exampleDoing({ down: ["found = list(op.get_bind().execute(sa.text('SELECT 1')))"] })),
  ).toEqual([
    "versions/a1_x.py:12 downgrade() of revision a1 needs the answer of a database (list(op.get_bind().execute(sa.text('SELECT 1')))): `alembic -n users downgrade … --sql` crashes here.\nSay it in SQL alone, such as `INSERT … SELECT`; or begin with a guard:\n  if context.is_offline_mode():  # from alembic import context\n      return\nmigrun shows the recorded SQL of this revision instead.",
  ]);
});

test.each([
  {
    what: "a function that leaves on Postgres",
    example: exampleDoing({
      head: [
        "def sequence():",
        "    bind = op.get_bind()",
        "    if bind.dialect.name != 'sqlite':",
        "        return None",
        "    return bind.execute(sa.text('SELECT 1')).scalar()",
      ],
      up: ["sequence()"],
    }),
  },
  {
    what: "a statement whose result nobody takes",
    example: exampleDoing({ up: ["bind = op.get_bind()", "bind.execute(sa.text('DELETE FROM a'))"] }),
  },
  {
    what: "a guard somewhere on the way",
    example: exampleDoing({
      head: ["from alembic import context", "def isOnline():", "    return not context.is_offline_mode()"],
      up: ["if isOnline():", "    print(op.get_bind().scalar(sa.text('SELECT 1')))"],
    }),
  },
  {
    what: "the result of something else",
    example: exampleDoing({ head: ["import ldap"], up: ["ldap.connect().execute('x').fetchall()"] }),
  },
  {
    what: "what is inspected is no connection",
    example: exampleDoing({ head: ["import inspect"], up: ["inspect.getsource(upgrade)"] }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF111", example)).toEqual([]);
});
