import { describe, expect, test } from "vitest";
import { parseRevision } from "./parse-revision.ts";
import { rewriteHeader } from "./rewrite-header.ts";

const WITH_DOC = `"""Add x

Revision ID: bb
Revises: aa
Create Date: 2026-01-01

"""
revision = 'bb'
down_revision = 'aa'  # the parent
`;

describe("only the value changes, in the form that it has", () => {
  test.each([
    ["single quotes", "revision = 'bb'\ndown_revision = 'aa'\n", "revision = 'bb'\ndown_revision = 'cc'\n"],
    ["double quotes", 'revision = "bb"\ndown_revision = "aa"\n', 'revision = "bb"\ndown_revision = "cc"\n'],
    ["a prefix", 'revision = "bb"\ndown_revision = u"aa"\n', 'revision = "bb"\ndown_revision = u"cc"\n'],
    [
      "an annotation",
      "revision: str = 'bb'\ndown_revision: Union[str, None] = 'aa'\n",
      "revision: str = 'bb'\ndown_revision: Union[str, None] = 'cc'\n",
    ],
    ["brackets", "revision = 'bb'\ndown_revision = ('aa')\n", "revision = 'bb'\ndown_revision = ('cc')\n"],
    [
      "a tuple of one",
      "revision = 'bb'\ndown_revision = ('aa',)\n",
      "revision = 'bb'\ndown_revision = ('cc',)\n",
    ],
    [
      "a list",
      "revision = 'bb'\ndown_revision = [\n    'aa',  # why\n]\n",
      "revision = 'bb'\ndown_revision = [\n    'cc',  # why\n]\n",
    ],
    ["None", "revision = 'bb'\ndown_revision = None\n", "revision = 'bb'\ndown_revision = 'cc'\n"],
    [
      "None beside double quotes",
      'revision = "bb"\ndown_revision = None\n',
      'revision = "bb"\ndown_revision = "cc"\n',
    ],
    ["a semicolon", "revision = 'bb'; down_revision = 'aa'\n", "revision = 'bb'; down_revision = 'cc'\n"],
    [
      "the last of two",
      "down_revision = 'aa'\nrevision = 'bb'\ndown_revision = 'aa'\n",
      "down_revision = 'aa'\nrevision = 'bb'\ndown_revision = 'cc'\n",
    ],
    [
      "two parents",
      "revision = 'bb'\ndown_revision = ('aa', 'ab')\n",
      "revision = 'bb'\ndown_revision = 'cc'\n",
    ],
    ["CRLF", "revision = 'bb'\r\ndown_revision = 'aa'\r\n", "revision = 'bb'\r\ndown_revision = 'cc'\r\n"],
    ["no blank", "revision='bb'\ndown_revision='aa'", "revision='bb'\ndown_revision='cc'"],
  ])("%s", (_form, before, after) => {
    expect(rewriteHeader(before, { down: ["cc"] })).toEqual({ ok: true, value: after });
    expect(parseRevision(after, "/v/bb_x.py")).toMatchObject({ revision: { id: "bb", down: ["cc"] } });
  });
});

test("the docstring follows", () => {
  expect(rewriteHeader(WITH_DOC, { down: ["cc"], id: "dd" })).toEqual({
    ok: true,
    value: WITH_DOC.replace("Revision ID: bb", "Revision ID: dd")
      .replace("Revises: aa", "Revises: cc")
      .replace("'bb'", "'dd'")
      .replace("'aa'", "'cc'"),
  });
  const root = WITH_DOC.replace("Revises: aa", "Revises:").replace("'aa'", "None");
  expect(rewriteHeader(root, { down: ["cc"] })).toMatchObject({
    value: expect.stringContaining("Revises: cc\n"),
  });
});

test("several parents become a tuple, in the quotes of the file", () => {
  expect(rewriteHeader("revision = 'bb'\ndown_revision = 'aa'\n", { down: ["cc", "dd"] })).toEqual({
    ok: true,
    value: "revision = 'bb'\ndown_revision = ('cc', 'dd')\n",
  });
});

test("dependencies", () => {
  expect(rewriteHeader("depends_on = ('aa', 'x')\n", { dependsOn: ["cc", "x"] })).toEqual({
    ok: true,
    value: "depends_on = ('cc', 'x')\n",
  });
});

test.each([
  ["revision = 'bb'\n", "`down_revision` is not assigned as a plain literal"],
  ["revision = 'bb'\ndown_revision = parent()\n", "`down_revision` is computed"],
  ["revision = 'bb'\ndown_revision = ('aa', x)\n", "`down_revision` is computed"],
  ["revision, down_revision = 'bb', 'aa'\n", "`down_revision` is not assigned as a plain literal"],
  ["revision = down_revision = 'bb'\n", "`down_revision` is not assigned as a plain literal"],
])("%j is refused", (text, error) => {
  expect(rewriteHeader(text, { down: ["cc"] })).toEqual({ ok: false, error });
});
