import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Diagnosis } from "@migrun/core";
import { schemaProblems } from "./rig/check-schema.ts";
import { migrun, temporaryFolder, testPython } from "./rig/migrun.ts";
import { createRepository, git, workspace } from "./rig/repository.ts";

/** Versions and places of this machine, and the commit. */
const withoutMachine = (text: string): string =>
  text
    .replaceAll(/\b\d+\.\d+(?:\.\d+)+\b/gu, "V")
    .replaceAll(/\bPostgres \d+\.\d+/gu, "Postgres V")
    .replaceAll(/\b(main|master) [0-9a-f]{10}\b/gu, "$1 COMMIT")
    .replaceAll(/drivers, (?:network with|no network)[^\n]*(?:\n {14}.*)*$/gmu, "drivers, NETWORK")
    .replaceAll(/^ *python +.*(?:\n {14}.*)*$/gmu, "  python      ...")
    .replaceAll(/^ *drivers +.*(?:\n {14}.*)*$/gmu, "  drivers     ...")
    .replaceAll(/: (?:prepared|is prepared at the first run, about a second)$/gmu, ": STATE");

describe("migrun doctor", () => {
  test("on the shop: everything it knows, and nothing wrong", async () => {
    const cwd = await createRepository({ folders: { ".": "examples/shop" } });
    const run = await migrun(["doctor"], { cwd });
    expect(withoutMachine(run.stdout)).toMatchSnapshot();
    expect([run.exitCode, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).not.toContain("shop:shop");
    expect(await git(cwd, "status", "--porcelain", "--ignored")).toBe("");
  });

  test("as JSON it is as its schema says", async () => {
    const cwd = await createRepository({
      folders: { orders: "fixtures/linear", stock: "fixtures/two-heads", old: "fixtures/pyproject" },
      files: { "broken/alembic.ini": "[alembic\n", "check.sh": "alembic check || true\n" },
    });
    const run = await migrun(["doctor", "--format", "json"], { cwd });
    const document = JSON.parse(run.stdout) as Diagnosis;
    const schema = JSON.parse(await readFile(join(workspace, "apps/cli/schemas/doctor.v1.json"), "utf8"));
    expect(schemaProblems(schema, document)).toEqual([]);
    expect([run.exitCode, document.exitCode, document.ok]).toEqual([2, 2, false]);
    expect(document.targets.map(({ name, history }) => [name, history.heads.length])).toEqual([
      ["old", 1],
      ["orders", 1],
      ["stock", 2],
    ]);
    expect(document.problems.map(({ code, file }) => [code, file])).toEqual([
      ["MX916", "broken/alembic.ini"],
    ]);
    expect(document.mistakes.map(({ code, file, line }) => [code, file, line])).toContainEqual([
      "MX929",
      "check.sh",
      1,
    ]);
  });

  test("a mistake fails it, an accepted one does not", async () => {
    const cwd = await createRepository({
      folders: { ".": "fixtures/linear" },
      files: { "check.sh": "set -e\nalembic check || true\n" },
    });
    const run = await migrun(["doctor"], { cwd });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(
      /`alembic check \|\| true`[\s\S]*check\.sh:2[\s\S]*why[\s\S]*fix[\s\S]*exit code 1[\s\S]*next {2}migrun all/u,
    );
    const accepted =
      "ignore:\n  - { code: swallowed-failure, object: 'command:alembic check*', reason: reports only }\n";
    await writeFile(join(cwd, "migrun.config.yaml"), accepted);
    expect(await migrun(["doctor", "--quiet"], { cwd })).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    // What only the doctor judges is no stale entry of a run.
    const all = await migrun(["quick", "--format", "json"], { cwd });
    expect(all.stdout).not.toContain("MX910");
  });
});

describe("migrun doctor without", () => {
  test("Python, git and configs it still has a page", async () => {
    const cwd = await temporaryFolder();
    const run = await migrun(["doctor"], {
      cwd,
      env: { MIGRUN_PYTHON: "/nowhere/python", PATH: "/nowhere" },
    });
    expect([run.exitCode, run.stderr]).toEqual([2, ""]);
    expect(run.stdout).toMatch(
      /0 targets[\s\S]*not a git repository[\s\S]*No Alembic config was found[\s\S]*next/u,
    );
    expect(await readdir(cwd)).toEqual([]);
  });

  test("Python alone", async () => {
    const cwd = await createRepository({ folders: { ".": "fixtures/linear" } });
    const run = await migrun(["doctor"], { cwd, env: { MIGRUN_PYTHON: "/nowhere/python" } });
    expect(run.exitCode).toBe(3);
    expect(run.stdout).toMatch(/none that can import Alembic[\s\S]*exit code 3/u);
  });

  test("a configuration that can be read", async () => {
    const cwd = await createRepository({
      folders: { ".": "fixtures/linear" },
      files: { "migrun.config.yaml": "jobz: 3\n" },
    });
    const run = await migrun(["doctor"], { cwd });
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toMatch(/jobz[\s\S]*next {2}migrun config/u);
  });

  test("a server that answers", async () => {
    const cwd = await createRepository({ folders: { ".": "fixtures/linear" } });
    const server = "postgresql://postgres:s3cr3t-word@127.0.0.1:9/postgres";
    const run = await migrun(["doctor", "--server", server], { cwd });
    expect(run.exitCode).toBe(3);
    expect(run.stdout).toContain("cannot be reached");
    expect(run.stdout).not.toContain("s3cr3t-word");
  });

  test("a target of that name", async () => {
    const cwd = await createRepository({ folders: { orders: "fixtures/linear" } });
    const run = await migrun(["doctor", "order"], { cwd });
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toContain('did you mean "orders"?');
  });
});

describe("migrun doctor --fix", () => {
  test("writes what settings demand and nobody gives, shows it, and does so once", async () => {
    const cwd = await createRepository({
      folders: { ".": "fixtures/settings" },
      files: {
        "migrun.config.yaml": `# ours\npython: ${testPython}\ntargets:\n  alembic:\n    heads: 1 # one\n`,
      },
    });
    const before = await migrun(["doctor"], { cwd });
    expect(before.exitCode).toBe(2);
    expect(before.stdout).toMatch(
      /SECRET_KEY \(app\/settings\.py:6\), not given[\s\S]*next {2}migrun doctor --fix/u,
    );
    expect(await git(cwd, "status", "--porcelain")).toBe("");

    const fixed = await migrun(["doctor", "--fix"], { cwd });
    expect(fixed.exitCode).toBe(0);
    expect(fixed.stdout).toContain("+    env:\n  +      SECRET_KEY: placeholder");
    expect(await readFile(join(cwd, "migrun.config.yaml"), "utf8")).toBe(
      `# ours\npython: ${testPython}\ntargets:\n  alembic:\n    heads: 1 # one\n    env:\n      SECRET_KEY: placeholder\n      SENTRY_DSN: placeholder\n`,
    );
    const again = await migrun(["doctor", "--fix"], { cwd });
    expect(again.stdout).toContain("nothing to write");
    expect((await migrun(["all", "--quiet"], { cwd })).exitCode).toBe(0);
  });

  test("makes a configuration where there is none, and leaves code alone", async () => {
    const cwd = await createRepository({ folders: { ".": "fixtures/settings" } });
    expect((await migrun(["doctor", "--fix"], { cwd })).stdout).toContain("made migrun.config.yaml");
    const code = await createRepository({
      folders: { ".": "fixtures/settings" },
      files: { "migrun.config.mjs": "export default { jobs: 1 };\n" },
    });
    const run = await migrun(["doctor", "--fix"], { cwd: code });
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toMatch(
      /not written[\s\S]*migrun\.config\.mjs is left as it is[\s\S]*"SECRET_KEY": "placeholder"/u,
    );
    expect(await git(code, "status", "--porcelain")).toBe("");
  });
});
