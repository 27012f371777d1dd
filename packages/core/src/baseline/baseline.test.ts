import { describe, expect, it } from "vitest";
import { CODE_REGISTRY } from "../rules/registry.ts";
import { isAcceptable, isAcceptableCode } from "./acceptable.ts";
import { type BaselineEntry, renderBaseline } from "./baseline.ts";
import { parseBaseline } from "./parse-baseline.ts";

function entry(over: Partial<BaselineEntry> = {}): BaselineEntry {
  const nothing = { revision: null, object: null, file: null, message: null };
  return { target: "users", code: "MF103", ...nothing, count: 1, ...over };
}

const ENTRIES = [
  entry({ target: "users", code: "MF103", revision: "b2" }),
  entry({ target: "users", code: "MC502", object: "table:public.old", count: 2 }),
  entry({ target: "billing", code: "MF106", file: "v/helpers.py", message: 'says "no"' }),
  entry({ target: "users", code: "MF103", revision: "a1" }),
];

const TEXT = `{
  "$schema": "urn:migrun:schemas/baseline.v1.json",
  "version": 1,
  "accepted": [
    { "target": "billing", "code": "MF106", "file": "v/helpers.py", "message": "says \\"no\\"" },
    { "target": "users", "code": "MC502", "object": "table:public.old", "count": 2 },
    { "target": "users", "code": "MF103", "revision": "a1" },
    { "target": "users", "code": "MF103", "revision": "b2" }
  ]
}
`;

describe("the file", () => {
  it("has an entry a line, in an order that does not depend on the run", () => {
    expect(renderBaseline(ENTRIES)).toBe(TEXT);
    expect(renderBaseline(ENTRIES.toReversed())).toBe(TEXT);
    expect(renderBaseline([])).toContain('"accepted": []');
  });

  it("is read as it was written, with lines", () => {
    const read = parseBaseline(TEXT);
    if (!read.ok) throw new Error(read.error.message);
    expect(read.value.map((one) => one.line)).toEqual([5, 6, 7, 8]);
    expect(renderBaseline(read.value.map(({ line: _line, ...one }) => one))).toBe(TEXT);
    expect(parseBaseline(`\uFEFF${TEXT.replaceAll("\n", "\r\n")}`).ok).toBe(true);
  });

  it.each([
    ["", 1, "is not valid JSON"],
    ["not json", 1, "is not valid JSON"],
    [TEXT.replace('"MC502", ', '"MC502" '), 6, "is not valid JSON"],
    [TEXT.replace('    { "target": "users"', "<<<<<<< HEAD\n$&"), 6, "holds the marks of a merge conflict"],
    [TEXT.replace("  ]", ">>>>>>> main\n  ]"), 9, "holds the marks of a merge conflict"],
    [TEXT.replace('"version": 1', '"version": 2'), 3, "has version 2, and this migrun knows 1"],
    [TEXT.replace('"version": 1', '"version": "1"'), 3, "is no baseline: version must be 1"],
    [TEXT.replace('  "version": 1,\n', ""), 1, "is no baseline: version is missing"],
    [TEXT.replace('"code": "MC502", ', ""), 6, "is no baseline: accepted[1].code is missing"],
    [TEXT.replace('"count": 2', '"count": 0'), 6, "is no baseline: accepted[1].count must be at least 2"],
    [TEXT.replace('"object"', '"objekt"'), 6, "is no baseline: accepted[1].objekt is no key of it"],
    ["[]", 1, "is no baseline: a list stands where keys and values belong"],
    ["3", 1, "is no baseline: must be keys and values"],
  ])("%j is refused at its line", (text, line, message) => {
    expect(parseBaseline(text)).toMatchObject({
      ok: false,
      error: { line, message, hint: expect.any(String) },
    });
  });
});

describe("what may be accepted", () => {
  it("is what does not make the run meaningless", () => {
    const codes = Object.keys(CODE_REGISTRY).filter((code) => !isAcceptableCode(code));
    expect(codes).toEqual(
      expect.arrayContaining(["MG001", "MG003", "MX902", "MX904", "MX905", "MX912", "MX913"]),
    );
    for (const code of ["MF103", "MC501", "MC510", "MX906", "MX907", "MG010", "MS201"])
      expect(isAcceptableCode(code)).toBe(true);
    expect(isAcceptableCode("MIGRUN_BUG")).toBe(false);
  });

  it("is no notice, and no file that Alembic cannot load", () => {
    expect(isAcceptable({ code: "MX907", severity: "notice" })).toBe(false);
    expect(isAcceptable({ code: "MF106", severity: "error" })).toBe(false);
    expect(isAcceptable({ code: "MF106", severity: "warning" })).toBe(true);
  });
});
