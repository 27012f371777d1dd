import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

const withDocstring = (docstring: string): string[] =>
  said("MF101", { files: { "a1_x.py": exampleRevision({ id: "a1", down: null }, { docstring }) } });

it("finds a docstring that stands too late", () => {
  expect(withDocstring('import os\n"""add things"""')).toEqual([
    "versions/a1_x.py:2 Revision a1 has no docstring (the string on line 2 is none: a docstring is the first statement).\n" +
      "Move the string to the top of the file, above the imports.",
  ]);
});

it("knows Alembic's placeholder and the bare template", () => {
  expect(withDocstring('"""Empty message\n\nRevision ID: a1\n"""')[0]).toContain('says only "Empty message"');
  expect(withDocstring('"""\n\nRevision ID: a1\n"""')).toHaveLength(1);
  expect(withDocstring('"""empty message queue"""')).toEqual([]);
});

it("leaves released revisions alone", () => {
  const files = { "a1_x.py": exampleRevision({ id: "a1", down: null }, { docstring: "" }) };
  expect(said("MF101", { files }, { released: ["a1"] })).toEqual([]);
});
