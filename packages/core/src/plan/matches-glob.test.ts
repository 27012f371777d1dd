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

/** A loaded machine needs longer than the usual five seconds to load the generators. */
const PATIENCE = 60_000;

test("no pattern makes it throw, and a star added matches more", { timeout: PATIENCE }, () => {
  // Few characters, so that many of the names do match.
  const glob = fc.string({ unit: fc.constantFrom(..."ab*?[]!-"), maxLength: 6 });
  const name = fc.string({ unit: fc.constantFrom(..."ab"), maxLength: 6 });
  fc.assert(
    fc.property(glob, name, (one, other) => {
      if (matchesGlob(other, one)) expect(matchesGlob(`${other}x`, `${one}*`)).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), (binary) => {
      expect(typeof matchesGlob("a", binary)).toBe("boolean");
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.constantFrom("[", "]", "!", "-", "a", "z", "\\", "^", "*")), (parts) => {
      expect(typeof matchesGlob("a", parts.join(""))).toBe("boolean");
    }),
  );
});
