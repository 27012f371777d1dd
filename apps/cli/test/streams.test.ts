import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { REPORTS } from "../src/command-spec.ts";
import { schemaProblems } from "./rig/check-schema.ts";
import { installedBin, migrun, temporaryFolder } from "./rig/migrun.ts";
import { createLinear } from "./rig/projects.ts";
import { createRepository, workspace } from "./rig/repository.ts";

const ESCAPE = "\u001B[";
let linear: string;
beforeAll(async () => {
  linear = await createLinear();
});

test("reports of every format, as many files as asked for", async () => {
  const out = await temporaryFolder();
  const files = REPORTS.flatMap((format) => ["--report", `${format}=${join(out, "deep", format)}`]);
  const run = await migrun(["all", ...files], { cwd: linear });
  expect(run.exitCode).toBe(0);
  expect((await readdir(join(out, "deep"))).toSorted()).toEqual(REPORTS.toSorted());
  const read = (format: string) => readFile(join(out, "deep", format), "utf8");
  const schema = JSON.parse(
    await readFile(join(workspace, "apps/cli/schemas/report.v1.json"), "utf8"),
  ) as Record<string, unknown>;
  const document = JSON.parse(await read("json")) as Record<string, unknown>;
  expect(schemaProblems(schema, document)).toEqual([]);
  expect(document).toMatchObject({
    ok: true,
    exitCode: 0,
    command: "all",
    summary: { targets: 1, passed: 1 },
  });
  expect(await read("text")).toBe(run.stdout);
  expect(await read("junit")).toContain('<testcase classname="migrun.alembic" name="roundtrip"');
  expect(await read("markdown")).toMatch(/^\| /mu);
  expect(await read("github")).toContain("::stop-commands::");
});

describe("what is said", () => {
  test("--quiet: nothing while all is well, everything when it is not", async () => {
    const good = await migrun(["all", "--quiet"], { cwd: linear });
    expect(good).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    const twoHeads = await createRepository({ folders: { ".": "fixtures/two-heads" } });
    const bad = await migrun(["heads", "--quiet"], { cwd: twoHeads });
    expect(bad).toMatchObject({ exitCode: 1, stderr: "" });
    expect(bad.stdout).toContain("MG001");
  });

  test("--quiet with a machine format prints its document all the same", async () => {
    const run = await migrun(["quick", "--quiet", "--format", "json"], { cwd: linear });
    expect(JSON.parse(run.stdout)).toMatchObject({ ok: true });
  });

  test("-v shows what env.py prints, on stderr, marked; without it nothing of it is shown", async () => {
    const noisy = await createRepository({ folders: { ".": "fixtures/noisy" } });
    const plain = await migrun(["all"], { cwd: noisy });
    const verbose = await migrun(["all", "-v"], { cwd: noisy });
    expect([plain.exitCode, verbose.exitCode]).toEqual([0, 0]);
    expect(plain.stderr).not.toContain(" | ");
    expect(verbose.stderr).toMatch(/^\S+ \| /mu);
    expect(verbose.stdout).not.toMatch(/^\S+ \| /mu);
  });

  test("colours follow the variables", async () => {
    const run = (env: Record<string, string>, ...flags: string[]) =>
      migrun(["quick", ...flags], { cwd: linear, env });
    expect((await run({})).stdout).not.toContain(ESCAPE);
    expect((await run({ FORCE_COLOR: "1" })).stdout).toContain(ESCAPE);
    expect((await run({ FORCE_COLOR: "1", NO_COLOR: "1" })).stdout).not.toContain(ESCAPE);
    expect((await run({ NO_COLOR: "1" }, "--color")).stdout).toContain(ESCAPE);
    expect((await run({ FORCE_COLOR: "1" }, "--no-color")).stdout).not.toContain(ESCAPE);
    expect((await run({ GITHUB_ACTIONS: "true" })).stdout).toContain(ESCAPE);
    expect((await run({ FORCE_COLOR: "1" }, "--format", "json")).stdout).not.toContain(ESCAPE);
  });

  test("another locale gets plain letters", async () => {
    const run = await migrun(["quick"], { cwd: linear, env: { LANG: "C" } });
    // oxlint-disable-next-line no-control-regex
    expect(run.stdout).toMatch(/^[\x00-\x7F]+$/u);
  });

  test("a reader that goes away is not an error", async () => {
    const script = 'set -o pipefail; "$0" "$1" all | head -n 1';
    const run = await migrun(["-c", script, process.execPath, installedBin()], {
      cwd: linear,
      program: ["bash"],
    });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toMatch(/^target +head/u);
    expect(run.stderr).not.toMatch(/EPIPE|Error/u);
  });
});
