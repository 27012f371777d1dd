import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findingKey, fingerprintOf } from "./finding-key.ts";
import { fnv64 } from "./fnv64.ts";

const facts = {
  target: "users",
  code: "MC502",
  revision: null,
  object: "table:a",
  file: "f.py",
  message: "m",
};

describe("fingerprintOf", () => {
  test("is the same in every run and version", () => {
    expect(fingerprintOf(facts)).toBe("2218b0b75f7902e8333bbea341904536");
  });

  test("changes with target, code, revision and object, and with nothing else", () => {
    const base = fingerprintOf(facts);
    for (const other of [{ target: null }, { code: "MC501" }, { revision: "a1" }, { object: "table:b" }]) {
      expect(fingerprintOf({ ...facts, ...other })).not.toBe(base);
    }
    expect(fingerprintOf({ ...facts, file: "g.py", message: "n" })).toBe(base);
  });

  test("without revision and object, file and message stand in", () => {
    const bare = { ...facts, object: null };
    expect(fingerprintOf(bare)).not.toBe(fingerprintOf({ ...bare, message: "n" }));
    expect(fingerprintOf(bare)).not.toBe(fingerprintOf({ ...bare, file: "g.py" }));
    expect(findingKey(bare)).toBe('["users","MC502",null,null,"f.py","m"]');
  });
});

describe("fnv64", () => {
  // Published test vectors of FNV-1a.
  test.each([
    ["", "cbf29ce484222325"],
    ["a", "af63dc4c8601ec8c"],
    ["foobar", "85944171f73967e8"],
  ])("%j", (text, hash) => {
    expect(fnv64(text)).toBe(hash);
  });

  test("hashes the UTF-8 bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        let hash = 0xcbf29ce484222325n;
        for (const byte of Buffer.from(text))
          hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
        expect(fnv64(text)).toBe(hash.toString(16).padStart(16, "0"));
      }),
    );
  });
});
