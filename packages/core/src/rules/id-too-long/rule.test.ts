import { expect, it } from "vitest";
import { exampleRevision } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it.each([
  ["a".repeat(32), 0],
  ["a".repeat(33), 1],
])("%s: %i", (id, count) => {
  expect(said("MF125", { files: { [`${id}.py`]: exampleRevision({ id, down: null }) } })).toHaveLength(count);
});

it("offers a shorter id", () => {
  const id = "b2_add_a_really_long_identifier_here_x";
  expect(said("MF125", { files: { [`${id}.py`]: exampleRevision({ id, down: null }) } })).toEqual([
    `versions/${id}.py:4 Revision id ${id} has 38 characters; the version table holds 32.\n` +
      'Choose a shorter id, say "b2_add_a_rea", here and in every `down_revision` that names it.',
  ]);
});

it("is silent where the version table was made wider", () => {
  const id = "a".repeat(40);
  const files = { [`${id}.py`]: exampleRevision({ id, down: null }) };
  expect(said("MF125", { files }, { versionWidth: 40 })).toEqual([]);
});
