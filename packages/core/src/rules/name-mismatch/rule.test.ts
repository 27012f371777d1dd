import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("offers a name", () => {
  const files = { "add_things.py": exampleRevision({ id: "b2", down: null }) };
  expect(said("MF105", { files })).toEqual([
    "versions/add_things.py:4 File add_things.py does not carry its revision id b2 in its name.\n" +
      "Rename it, say to b2_add_things.py; Alembic finds it under any name. If the file is a copy, give it an id of its own.",
  ]);
});

it("follows the template", () => {
  const files = { "2026_01_02_b2-add.py": exampleRevision({ id: "b2", down: null }) };
  expect(said("MF105", { files, fileTemplate: "%(year)d_%(month).2d_%(day).2d_%(rev)s-%(slug)s" })).toEqual(
    [],
  );
  expect(
    said("MF105", { files: { "x.py": exampleRevision({ id: "b2", down: null }) }, fileTemplate: "%(slug)s" }),
  ).toEqual([]);
});
