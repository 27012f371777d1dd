import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

/** A copy of the workspace: what is installed is shared, what is written stays in it. */
const workspace = join(import.meta.dirname, "../..");
let copy: string;

beforeAll(async () => {
  copy = await realpath(await mkdtemp(join(tmpdir(), "migrun-scaffold-")));
  const isSource = (path: string): boolean => !/[\\/](?:dist|\.cache|\.turbo|__pycache__)$/u.test(path);
  for (const folder of ["packages", "apps", "configs", "scripts"]) {
    const options = { recursive: true, verbatimSymlinks: true, filter: isSource };
    await cp(join(workspace, folder), join(copy, folder), options);
  }
  for (const file of ["package.json", "vitest.config.ts", ".oxfmtrc.json"]) {
    await cp(join(workspace, file), join(copy, file));
  }
  await mkdir(join(copy, "docs"));
  await symlink(join(workspace, "node_modules"), join(copy, "node_modules"), "junction");
}, 60_000);
afterAll(() => rm(copy, { recursive: true, force: true }));

interface Ended {
  readonly exitCode: number;
  readonly output: string;
}

function run(command: string, ...args: readonly string[]): Promise<Ended> {
  const env = {
    ...process.env,
    PATH: `${join(workspace, "node_modules/.bin")}${delimiter}${process.env["PATH"] ?? ""}`,
    NO_COLOR: "1",
  };
  return new Promise((resolve) => {
    execFile(command, args, { cwd: copy, env, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
}

const newRule = (...args: readonly string[]) => run("tsx", "scripts/new-rule.ts", ...args);

test(
  "what they write compiles, is in the registries, and fails until it is written",
  { timeout: 180_000 },
  async () => {
    expect(await newRule("rule-of-files", "--code", "MF190", "--kind", "file")).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining(".test.ts") as string,
    });
    expect(
      await newRule("rule-of-graphs", "--code", "MG190", "--kind", "graph", "--severity", "notice"),
    ).toMatchObject({ exitCode: 0, output: expect.stringContaining(".test.ts") as string });
    expect(await newRule("rule-of-sql", "--code", "MS190", "--kind", "sql")).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining(".test.ts") as string,
    });
    expect(await run("tsx", "scripts/new-reporter.ts", "tap-13")).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining(".test.ts") as string,
    });
    expect(await readFile(join(copy, "docs/cli.md"), "utf8")).toContain("gitlab, tap-13");

    // The tests of a package import all of it.
    for (const project of ["packages/core", "apps/cli"]) {
      expect(await run("tsc", "-p", `${project}/tsconfig.test.json`)).toEqual({ exitCode: 0, output: "" });
    }
    const written = ["rule-of-files", "rule-of-graphs", "rule-of-sql", "tap-13"];
    const { output } = await run("vitest", "run", "--project", "unit", "--reporter", "json", ...written);
    const report = JSON.parse(output.slice(output.indexOf("{"))) as {
      testResults: { assertionResults: { status: string }[] }[];
    };
    const results = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    expect(results.map(({ status }) => status)).toEqual(written.map(() => "failed"));
  },
);

test("what cannot be is refused in a line", { timeout: 60_000 }, async () => {
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { exitCode, output } = await newRule(...args);
    expect(exitCode).toBe(2);
    return output.trim();
  };
  expect(await refused("no-downgrade", "--code", "MF191")).toContain("there is a rule no-downgrade already");
  expect(await refused("other", "--code", "MF103")).toContain("MF103 is no-downgrade");
  expect(await refused("other", "--code", "MG191")).toContain("rules of kind file have codes like ^MF");
  expect(await refused("Other", "--code", "MF191")).toContain("Other: a name is of small letters");
});
