import { describe, expect, test } from "vitest";
import { displayWidth, joinWithin, neutralise, oneLine, padEnd, truncate, wrap } from "./plain-text.ts";

describe("neutralise", () => {
  test.each([
    ["plain", "plain"],
    ["two\nlines\tand a tab", "two\nlines\tand a tab"],
    ["windows\r\nlines", "windows\nlines"],
    ["\u001B[31mred\u001B]0;title\u0007", "\\x1b[31mred\\x1b]0;title\\x07"],
    ["over\rwrite", "over\\x0dwrite"],
    ["c1 \u009B31m", "c1 \\x9b31m"],
    ["del\u007F nul\u0000", "del\\x7f nul\\x00"],
    ["trojan \u202E source \u2066x\u2069", "trojan \\u202e source \\u2066x\\u2069"],
    ["broken \uD800 \uDC00 whole \u{1F680}", "broken \\ud800 \\udc00 whole \u{1F680}"],
    ["müller 表 ✓", "müller 表 ✓"],
  ])("%j becomes %j", (text, expected) => {
    expect(neutralise(text)).toBe(expected);
  });
});

test("one line has no line breaks and no double spaces", () => {
  expect(oneLine("  ERROR:\n  relation  \u001B[1m\tx ")).toBe("ERROR: relation \\x1b[1m x");
});

test.each([
  ["abc", 3],
  ["", 0],
  ["\u001B[32m✓\u001B[39m ok", 4],
  ["é", 1],
  ["e\u0301", 1],
  ["表", 2],
  ["ｆｕｌｌ", 8],
  ["한글", 4],
  ["🚀", 2],
  ["👩‍💻", 2],
  ["a…b", 3],
])("%j takes %d columns", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test("padding counts columns, not characters", () => {
  expect(`${padEnd("表", 4)}|`).toBe("表  |");
  expect(padEnd("long", 2)).toBe("long");
});

test("truncating keeps the start or the end and the width", () => {
  expect(truncate("services/users", 14, { ellipsis: "…" })).toBe("services/users");
  expect(truncate("services/users", 10, { ellipsis: "…" })).toBe("services/…");
  expect(truncate("services/users", 10, { ellipsis: "…", keep: "end" })).toBe("…ces/users");
  expect(truncate("表表表", 5, { ellipsis: "…" })).toBe("表表…");
  expect(truncate("表表表", 4, { ellipsis: "…" })).toBe("表…");
  expect(truncate("services/users", 8, { ellipsis: "..." })).toBe("servi...");
});

test("wrapping leaves what stands in backticks whole", () => {
  expect(wrap("Run `alembic merge heads` now, or never.", 12)).toEqual([
    "Run",
    "`alembic merge heads`",
    "now, or",
    "never.",
  ]);
  expect(wrap("one ` alone", 6)).toEqual(["one `", "alone"]);
});

test("wrapping breaks at spaces only", () => {
  expect(wrap("the quick brown fox", 10)).toEqual(["the quick", "brown fox"]);
  expect(wrap("a-very-long-word b", 6)).toEqual(["a-very-long-word", "b"]);
  expect(wrap("", 6)).toEqual([""]);
});

test("parts stand side by side where they fit", () => {
  expect(joinWithin(["aa", "bb", "too long for a line", "c"], " - ", 8)).toEqual([
    "aa - bb",
    "too long for a line",
    "c",
  ]);
  expect(joinWithin([], " - ", 8)).toEqual([]);
});
