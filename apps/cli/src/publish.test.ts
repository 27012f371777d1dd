import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFakeIo } from "../test/fake-io.ts";
import { greenReport, redReport } from "../test/sample-reports.ts";
import { publish, terminalOptions } from "./publish.ts";
import type { Publishing } from "./publish.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "migrun-publish-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function publishing(over: Partial<Publishing> = {}): Publishing {
  return { format: "text", reports: [], color: null, verbosity: 0, silent: false, ...over };
}

test("every report is written whole, its folders made, nothing left beside it", async () => {
  const { io, out } = createFakeIo({ cwd: folder });
  await writeFile(join(folder, "old.json"), "old and longer than nothing");
  const reports = [
    { format: "json", path: "old.json" },
    { format: "junit", path: "out/deep/j.xml" },
    { format: "markdown", path: join(folder, "out/r.md") },
  ];
  expect(await publish(redReport(), publishing({ reports }), io)).toBe(3);
  expect(JSON.parse(await readFile(join(folder, "old.json"), "utf8"))).toEqual(redReport());
  expect(await readFile(join(folder, "out/deep/j.xml"), "utf8")).toMatch(/^<\?xml/);
  expect(await readFile(join(folder, "out/r.md"), "utf8")).toMatch(/^## /);
  expect(await readdir(folder, { recursive: true })).toHaveLength(5);
  expect(out()).toContain("exit code 3");
});

test("a file that cannot be written is said, and changes the exit code everywhere", async () => {
  const { io, out, err } = createFakeIo({ cwd: folder });
  await writeFile(join(folder, "file"), "");
  const reports = [{ format: "junit", path: "file/below.xml" }];
  expect(await publish(greenReport(), publishing({ format: "json", reports }), io)).toBe(3);
  expect(err()).toMatch(/^migrun: the junit report could not be written to file\/below.xml: E/);
  expect(JSON.parse(out())).toMatchObject({ ok: false, exitCode: 3 });
});

test("a report in a file is never coloured", async () => {
  const { io } = createFakeIo({ cwd: folder, env: { FORCE_COLOR: "1" } });
  await publish(redReport(), publishing({ reports: [{ format: "text", path: "r.txt" }], silent: true }), io);
  expect(await readFile(join(folder, "r.txt"), "utf8")).not.toContain("\u001B");
});

test("the github format adds to the step's summary, and names files from the root", async () => {
  const summary = join(folder, "summary.md");
  await writeFile(summary, "before\n");
  const env = { GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: "/home/runner/work/shop" };
  const { io, out } = createFakeIo({ cwd: "/home/runner/work/shop/backend", env });
  await publish(redReport(), publishing({ format: "github" }), io);
  expect(await readFile(summary, "utf8")).toMatch(/^before\n## ❌ migrun/);
  expect(out()).toContain("::error file=backend/services/billing/");
});

test.each([
  [{ terminal: true, columns: 72 }, 72],
  [{ terminal: true, columns: 500 }, 160],
  [{ terminal: true, columns: 10 }, 40],
  [{}, 100],
  [{ env: { COLUMNS: "120" } }, 120],
  [{ env: { COLUMNS: "wide" } }, 100],
])("the width of %j is %d", (look, width) => {
  expect(terminalOptions({ color: null, verbosity: 0 }, createFakeIo(look).io).width).toBe(width);
});
