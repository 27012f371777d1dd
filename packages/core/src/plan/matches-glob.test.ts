import * as fc from "fast-check";
import { expect, test } from "vitest";
import { matchesGlob } from "./matches-glob.ts";

test.each([
  ["users", "users", true],
  ["users", "use", false],
  ["users-eu", "users-*", true],
  ["a.b", "a?b", true],
  ["axb", "a.b", false],
  ["a/b/c", "a*c", true],
  ["b1", "[a-c]1", true],
  ["d1", "[a-c]1", false],
  ["d1", "[!a-c]1", true],
  ["-", "[z-a]", true],
  ["y", "[z-a]", false],
  ["[", "[", true],
  ["a+(b)", "a+(b)", true],
])("%j against %j: %j", (name, glob, expected) => {
  expect(matchesGlob(name, glob)).toBe(expected);
});

test("no pattern makes it throw, and a star added matches more", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string(), (glob, name) => {
      if (matchesGlob(name, glob)) expect(matchesGlob(`${name}x`, `${glob}*`)).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.constantFrom("[", "]", "!", "-", "a", "z", "\\", "^", "*")), (parts) => {
      expect(typeof matchesGlob("a", parts.join(""))).toBe("boolean");
    }),
  );
});
