import { expect, it } from "vitest";
import { judge, said } from "../judge.test-data.ts";

it("says what Alembic makes of it, released or not", () => {
  const files = { "helpers.py": "X = 1\n" };
  expect(said("MF127", { files })).toEqual([
    "versions/helpers.py:1 versions/helpers.py is in a versions folder and has no `revision`: Alembic fails on every command because of it.\n" +
      "Move the file out of the versions folder, or give it a `revision` and a `down_revision` if it is one.",
  ]);
  expect(said("MF127", { files }, { released: [""] })).toHaveLength(1);
  expect(judge({ files }).map(({ code }) => code)).toEqual(["MF127"]);
});
