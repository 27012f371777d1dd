import { execFileSync, spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { schemaProblems } from "./rig/check-schema.ts";
import { migrun, temporaryFolder } from "./rig/migrun.ts";
import type { RunOptions } from "./rig/migrun.ts";
import { createLinear } from "./rig/projects.ts";
import { createRepository, workspace } from "./rig/repository.ts";

const schema = JSON.parse(
  await readFile(join(workspace, "apps/cli/schemas/report.v1.json"), "utf8"),
) as Record<string, unknown>;
const linear = await createLinear();

/** Runs a command that cannot succeed twice: as people see it, and as a program does. */
async function fails(args: readonly string[], options: RunOptions) {
  const text = await migrun(args, options);
  const json = await migrun([...args, "--format", "json"], options);
  const document: unknown = JSON.parse(json.stdout);
  expect(schemaProblems(schema, document)).toEqual([]);
  expect(json.exitCode).toBe(text.exitCode);
  expect(document).toMatchObject({ ok: false, exitCode: text.exitCode });
  expect(text.stderr + json.stderr).not.toMatch(/^\s+at .*:\d+:\d+/mu);
  return { ...text, document };
}

describe("a command line that cannot be understood", () => {
  test.each([
    ["an unknown command", ["al"], "Did you mean all?"],
    ["an unknown flag", ["all", "--qiet"], "Did you mean --quiet?"],
    ["an unknown check", ["all", "--only", "drfit"], "Did you mean drift?"],
    ["an unknown target", ["all", "linaer", "--config", "migrun.config.yaml"], "linear"],
    ["an impossible number", ["all", "--jobs", "many"], "whole number"],
    ["a flag without its value", ["all", "--server"], "--server"],
    ["an unknown report format", ["all", "--report", "junti=x.xml"], "Did you mean junit?"],
    ["no check at all", ["all", "--only", "drift", "--skip", "drift"], "no check"],
  ])("%s", async (_, args, says) => {
    const cwd = await createRepository({
      folders: { linear: "fixtures/linear" },
      files: { "migrun.config.yaml": "jobs: 1\n" },
    });
    const run = await fails(args, { cwd });
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toBe("");
    expect(run.stderr).toContain(says);
    expect(run.stderr).toMatchSnapshot();
  });

  test("an unknown format has no document to be printed in", async () => {
    const run = await migrun(["all", "--format", "jsn"], { cwd: linear });
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toContain("Did you mean json?");
  });

  test("no command", async () => {
    const run = await migrun([], { cwd: linear });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain("migrun --help");
  });
});

describe("a repository that cannot be checked", () => {
  test("no Alembic config anywhere", async () => {
    const cwd = await createRepository({ files: { "README.md": "Nothing here.\n" } });
    const run = await fails(["all"], { cwd });
    expect(run.exitCode).toBe(2);
    expect(run.stderr + run.stdout).toMatchSnapshot();
  });

  test("every problem of a configuration at once", async () => {
    const cwd = await createLinear({
      "migrun.config.yaml": "job: 4\npostgres: 9\ntargets:\n  linear:\n    roundtrp: {}\n",
    });
    const run = await fails(["all"], { cwd });
    expect(run.exitCode).toBe(2);
    for (const word of ["job", "postgres", "roundtrp"]) expect(run.stderr).toContain(word);
    expect(run.stderr).toMatchSnapshot();
  });

  test("a broken ini beside a good one: the good one is checked", async () => {
    const cwd = await createRepository({
      folders: { good: "fixtures/linear", bad: "fixtures/linear" },
      files: { "bad/alembic.ini": "[alembic\nscript_location = migrations\n" },
    });
    const run = await fails(["all"], { cwd });
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toMatch(/good +a30000000000 +3 +✓ +✓ +✓/u);
    expect(run.stdout).toContain("bad/alembic.ini");
    expect(run.document).toMatchObject({
      targets: [{ status: "passed" }],
      problems: [{ severity: "error", file: "bad/alembic.ini" }],
    });
  });
});

/** Debian's own Python is looked at last: where it has Alembic, no machine is without. */
const debianHasAlembic = spawnSync("/usr/bin/python3", ["-c", "import alembic"]).status === 0;

describe("a machine that cannot check", () => {
  test.skipIf(debianHasAlembic)("no Python at all", async () => {
    const bin = join(await temporaryFolder(), "bin");
    await mkdir(bin);
    const run = await fails(["all"], { cwd: linear, env: { PATH: bin, MIGRUN_PYTHON: "", HOME: bin } });
    expect(run.exitCode).toBe(3);
    expect(run.stdout).toContain("No Python was found");
    expect(run.stdout).toMatch(
      /^ +\S*python3 -m venv \.venv && \.venv\/bin\/python -m pip install alembic(?: \(or: apt install alembic\))?$/mu,
    );
  });

  test.skipIf(debianHasAlembic)("a Python without Alembic", async () => {
    const python = join(await temporaryFolder(), "venv");
    execFileSync("python3", ["-m", "venv", "--without-pip", python]);
    const run = await fails(["all"], {
      cwd: linear,
      env: { MIGRUN_PYTHON: "", VIRTUAL_ENV: python, PATH: `${join(python, "bin")}:/usr/bin:/bin` },
    });
    expect(run.exitCode).toBe(3);
    expect(run.stdout + run.stderr).toMatch(/-m ensurepip && \S+ -m pip install alembic/u);
  });

  test("a given server that does not answer", async () => {
    // Port 9 discards what it gets, or is closed.
    const env = { MIGRUN_SERVER: "postgresql://app:secret@127.0.0.1:9/postgres" };
    const run = await fails(["all"], { cwd: linear, env });
    expect(run.exitCode).toBe(3);
    expect(run.stdout + run.stderr).toContain("127.0.0.1:9");
    expect(run.stdout + run.stderr).not.toContain("secret");
  });

  test("a cache folder that nobody can write", async () => {
    const closed = join(await temporaryFolder(), "closed");
    await writeFile(closed, "");
    const run = await migrun(["all", "--quiet"], {
      cwd: linear,
      env: { MIGRUN_CACHE_DIR: join(closed, "cache") },
    });
    expect(run).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("a report that cannot be written: the rest is printed, and exit 3 says so", async () => {
    const run = await migrun(["quick", "--report", "junit=alembic.ini/x.xml"], { cwd: linear });
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toContain("the junit report could not be written to alembic.ini/x.xml");
    expect(run.stdout).toContain("a30000000000");
  });
});
