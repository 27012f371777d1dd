import { expect, it } from "vitest";
import { compareCodePoints } from "./compare-code-points.ts";

it("orders as Python does, also above U+FFFF", () => {
  const sorted = ["", "B", "a", "a.py", "ab", "é", "\uE000", "\uFFFD", "\u{1F600}", "\u{1F601}"];
  expect(sorted.toReversed().toSorted(compareCodePoints)).toEqual(sorted);
});
