import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "./parse-json.ts";

describe("parseJson", () => {
  test("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, null, 2);
        expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  test.each([
    ["{", 1],
    ['{"a": 1,\n\n"b": 2,\n}', 4],
    ['{\n  "a": 1\n  "b": 2\n}', 3],
    ["[1]\n]", 2],
    ["{\n// a comment\n}", 2],
    ['["a\nb"]', 1],
  ])("%j is wrong in line %i", (text, line) => {
    expect(parseJson(text)).toEqual({ ok: false, error: { line, message: "not valid JSON" } });
  });

  test.each(["", "[1,\n,2]", "nope at position 3", "\n'in JSON at position 3'"])(
    "%j is wrong where the engine does not say",
    (text) => {
      expect(parseJson(text)).toEqual({ ok: false, error: { line: null, message: "not valid JSON" } });
    },
  );
});
