import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { ensureEnvironment } from "../../../scripts/python-environments.ts";
import { migrun, startMigrun, temporaryFolder } from "./rig/migrun.ts";
import { progressLines, withoutTimes } from "./rig/plain.ts";
import { createRepository, git, workspace } from "./rig/repository.ts";
import { tracesOf } from "./rig/traces.ts";

const shop = await ensureEnvironment("shop");

describe("the packed command", () => {
  test("npx migrun all is green on a copy of the example", async () => {
    const at = join(inject("installFolder"), "shop");
    await createRepository({ at, folders: { ".": "examples/shop" } });
    const run = await startMigrun(["migrun", "all", "--python", shop.python], {
      cwd: at,
      program: ["npx", "--offline"],
    });
    const { exitCode, stdout, stderr } = await run.ended;
    expect.soft(exitCode).toBe(0);
    expect(withoutTimes(stdout)).toMatchSnapshot("stdout");
    expect(progressLines(stderr)).toMatchSnapshot("stderr, sorted");
    expect(await git(at, "status", "--porcelain", "--ignored")).toBe("");
    await expect.poll(() => tracesOf(run)).toEqual([]);
  });

  test("the example's own .venv is found without a word", async () => {
    const at = await createRepository({
      folders: { ".": "examples/shop" },
      files: { ".gitignore": ".venv\n" },
    });
    await symlink(join(shop.python, "..", ".."), join(at, ".venv"));
    const run = await migrun(["all", "--quiet"], { cwd: at, env: { MIGRUN_PYTHON: "" } });
    expect(run).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(await git(at, "status", "--porcelain")).toBe("");
  });

  test("the broken example says what is wrong with each of its targets", async () => {
    const at = await createRepository({ folders: { ".": "examples/shop-broken" } });
    const run = await migrun(["all", "--python", shop.python], { cwd: at, env: { COLUMNS: "80" } });
    expect.soft(run.exitCode).toBe(1);
    // A lock that is over as soon as it is taken may be seen or not, and the table is as wide as its widest lock.
    const [text = "", locks = "", ...facts] = withoutTimes(run.stdout).split(
      /^(locks of new [^]*?\n)(?=\n)/mu,
    );
    expect(locks).toMatch(/customers +f610c2d5a2f9 +customers +SHARE +writes +indexed/u);
    expect([text, ...facts].join("")).toMatchSnapshot();
    expect(await git(at, "status", "--porcelain", "--ignored")).toBe("");
  });

  test("everything that it needs is in the package", async () => {
    const elsewhere = join(await temporaryFolder(), "install");
    await cp(inject("installFolder"), elsewhere, {
      recursive: true,
      filter: (path) => !path.endsWith("/shop"),
    });
    const run = await migrun(["version"], { cwd: elsewhere, install: elsewhere });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toMatch(/^migrun +\d+\.\d+\.\d+\nnode +\d/u);
    expect(run.stdout).not.toContain(workspace);
  });
});
