import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { installedBin } from "./rig/migrun.ts";

/** What is loaded at once; `import()` has become `() => require(…)`. */
const LOADED = /(?<!=>)\brequire\("(\.\/[^"]+)"\)/gu;

/** The text of everything that loading a file of the build loads with it. */
async function loadedBy(folder: string, file: string, seen = new Set<string>()): Promise<string> {
  if (seen.has(file)) return "";
  seen.add(file);
  const text = await readFile(join(folder, file), "utf8");
  const parts = await Promise.all(
    [...text.matchAll(LOADED)].map(([, path = ""]) => loadedBy(folder, path.slice(2), seen)),
  );
  return [text, ...parts].join("\n");
}

test("a command that only reads files loads no parser, driver or server: decision 0047", async () => {
  const folder = join(dirname(installedBin()), "..", "dist");
  const root = (await readdir(folder)).find((name) => /^command-line-\w+\.cjs$/u.test(name));
  const start = await loadedBy(folder, "migrun.cjs");
  const all = start + (await loadedBy(folder, root ?? "the root of the build is missing"));
  expect(start.length).toBeLessThan(60_000);
  expect(all.length).toBeLessThan(450_000);
  // Proof that the imports were followed.
  for (const used of ["readTargetFiles", "plainInvocation"]) expect(all.includes(used), used).toBe(true);
  for (const late of [
    "LRParser",
    "_parseCommand",
    "cosmiconfig",
    "pg-protocol",
    "ProcessPromise",
    "initdb",
    "loadModule",
    "followStatements",
  ])
    expect(all.includes(late), late).toBe(false);
});
