import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { expect, test } from "vitest";

const SOURCES = join(import.meta.dirname, "..");
const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => ({ name: name.split(sep).join("/"), text: readFileSync(join(SOURCES, name), "utf8") }));

/** Files of which a line matches. */
const filesWith = (pattern: RegExp): string[] =>
  files.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

test("one file starts Python for live databases, and nothing outside of deploy/ can reach it", () => {
  expect(filesWith(/purpose: "live"/u)).toEqual(["deploy/live-bridge.ts"]);
  expect(filesWith(/live-bridge\.ts"/u).filter((name) => !name.startsWith("deploy/"))).toEqual([]);
  const outside = filesWith(/from "(?:\.\.?\/)+deploy\//u).filter((name) => !name.startsWith("deploy/"));
  // The engine's commands `upgrade` and `lock`; the entry exports types and words.
  expect(outside.filter((name) => !["engine.ts", "index.ts"].includes(name))).toEqual([]);
});
