import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("points at methods and statements alike", () => {
  expect(
    said(
      "MF121",
      exampleDoing({
        up: [
          "connection = op.get_bind()",
          "connection.execute(sa.text('COMMIT'))",
          "with connection.begin():",
          "    op.drop_table('a')",
        ],
        down: ["op.get_bind().rollback()"],
      }),
    ),
  ).toEqual([
    "versions/a1_x.py:10 upgrade() of revision a1 handles the transaction itself (connection.execute(sa.text('COMMIT'))): after a failure the database is between two revisions.\nLeave transactions to Alembic. What cannot run in one belongs in a block:\n  with op.get_context().autocommit_block():\n      op.execute(\"…\")",
    'versions/a1_x.py:11 upgrade() of revision a1 handles the transaction itself (connection.begin()): after a failure the database is between two revisions.\nLeave transactions to Alembic. What cannot run in one belongs in a block:\n  with op.get_context().autocommit_block():\n      op.execute("…")',
    'versions/a1_x.py:15 downgrade() of revision a1 handles the transaction itself (op.get_bind().rollback()): after a failure the database is between two revisions.\nLeave transactions to Alembic. What cannot run in one belongs in a block:\n  with op.get_context().autocommit_block():\n      op.execute("…")',
  ]);
});

test.each([
  {
    what: "a savepoint, and a block of Alembic's",
    example: exampleDoing({
      up: [
        "with op.get_bind().begin_nested():",
        "    op.drop_table('a')",
        "with op.get_context().autocommit_block():",
        "    op.execute('VACUUM a')",
      ],
    }),
  },
  {
    what: "other things that commit",
    example: exampleDoing({
      head: ["import git"],
      up: ["git.Repo().commit()", "op.execute(\"COMMENT ON TABLE a IS 'COMMIT'\")"],
    }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF121", example)).toEqual([]);
});
