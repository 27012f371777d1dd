import * as fc from "fast-check";
import { expect, it } from "vitest";
import { parseJsonLines } from "./json-lines.ts";

it("reads what JSON.parse reads, however it is laid out", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom("", 1, 2, "\t"), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const read = parseJsonLines(text);
      expect(read).toMatchObject({ ok: true });
      if (read.ok) expect(JSON.stringify(read.value.value)).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

it("refuses what JSON.parse refuses", () => {
  const broken = fc
    .tuple(fc.jsonValue({ maxDepth: 3 }), fc.nat(), fc.constantFrom("", ",", "]", "x", '"', "\\"))
    .map(([value, at, put]) => {
      const text = JSON.stringify(value, null, 1);
      const place = at % (text.length + 1);
      return text.slice(0, place) + put + text.slice(place + 1);
    });
  fc.assert(fc.property(broken, (text) => parseJsonLines(text).ok === isJson(text)));
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

it("knows the line of each value", () => {
  const read = parseJsonLines('{\n  "a": [\n    { "b": 1 },\n    2\n  ]\n}\n');
  if (!read.ok) throw new Error("not read");
  expect(read.value.members.get("a")?.items.map((item) => item.line)).toEqual([3, 4]);
});

it.each([
  ["", 1],
  ["\n\n", 3],
  ['{\n "a": 1\n "b": 2\n}', 3],
  ["[\n 1,\n]", 3],
  ['{\n"a": tru\n}', 2],
  ["[1]\n\nx", 3],
  ['["a\nb"]', 1],
  ["[".repeat(200_000), 1],
])("knows the line of a mistake in %j", (text, line) => {
  expect(parseJsonLines(text)).toEqual({ ok: false, error: { line } });
});
