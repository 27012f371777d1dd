import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("says who else runs it", () => {
  expect(
    said(
      "MF122",
      exampleDoing({
        head: [
          "import subprocess",
          "COMMIT_ID = subprocess.check_output(['git', 'rev-parse', 'HEAD'])",
          "bind = op.get_bind()",
        ],
      }),
    ),
  ).toEqual([
    "versions/a1_x.py:5 Revision a1 starts a program (subprocess.check_output(['git', 'rev-parse', 'HEAD'])) when its file is loaded: every Alembic command does that, `alembic history` too.\nMove it into upgrade() or downgrade().",
    "versions/a1_x.py:6 Revision a1 calls `op` (op.get_bind()) when its file is loaded: every Alembic command does that, `alembic history` too.\nMove it into upgrade() or downgrade().",
  ]);
});

test.each([
  {
    what: "what stands in functions, and below the main guard",
    example: exampleDoing({
      head: ["import time", "def later():", "    time.sleep(1)", "if __name__ == '__main__':", "    later()"],
    }),
  },
  {
    what: "decorators and tables of Core",
    example: exampleDoing({
      head: [
        "from contextlib import contextmanager",
        "@contextmanager",
        "def block():",
        "    yield op.get_bind()",
        "a = sa.table('a', sa.column('id'))",
      ],
      up: ["op.execute(a.delete())"],
    }),
  },
])("nothing: $what", ({ example }) => {
  expect(said("MF122", example)).toEqual([]);
});
