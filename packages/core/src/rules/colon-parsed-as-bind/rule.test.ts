import { expect, it, test } from "vitest";
import { exampleDoing } from "../example-files.ts";
import { said } from "../judge.test-data.ts";

it("shows what is taken for a parameter", () => {
  expect(
    said(
      "MF113",
      exampleDoing({ up: [`op.execute('INSERT INTO cfg (v) VALUES (\\'{"k":1,"on":true}\\')')`] }),
    ),
  ).toEqual([
    'versions/a1_x.py:9 upgrade() of revision a1 gives a statement with `:1` and `:true` to op.execute(), which takes them for parameters without a value: the statement fails.\nWrite `\\:1` in a raw string (r"…"), where the colon is meant as it is; or give it a value: `op.execute(sa.text("…").bindparams(…))`.',
  ]);
});

test.each([
  {
    what: "casts, slices, times, URLs and escaped colons",
    example: exampleDoing({
      up: [`op.execute(r"""SELECT '1'::int, a[1:2], '12:30', 'http://x', '{"a": 1}', '\\:b'""")`],
    }),
  },
  {
    what: "a statement for which values are given",
    example: exampleDoing({ up: ["op.get_bind().execute(sa.text('UPDATE a SET n = :n'), {'n': 1})"] }),
  },
  { what: "a Core statement", example: exampleDoing({ up: ["op.execute(sa.table('a').delete())"] }) },
])("nothing: $what", ({ example }) => {
  expect(said("MF113", example)).toEqual([]);
});
