import { execFile } from "node:child_process";
import { chown, cp, mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject, test } from "vitest";
import { migrun, startMigrun, temporaryFolder, testPython } from "./rig/migrun.ts";
import { createLinear } from "./rig/projects.ts";
import { createRepository, git } from "./rig/repository.ts";
import { tracesOf } from "./rig/traces.ts";

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;
const QUIET = { exitCode: 0, stdout: "", stderr: "" };

test("nothing tries the network", async () => {
  // Port 9 discards what it gets, or is closed.
  const dead = "http://127.0.0.1:9";
  const names = [
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "npm_config_registry",
    "PIP_INDEX_URL",
  ];
  const env = {
    ...Object.fromEntries(names.map((name) => [name, dead])),
    MIGRUN_CACHE_DIR: join(await temporaryFolder(), "cache"),
  };
  const ended = await migrun(["all"], { cwd: await createLinear(), env });
  expect(ended.exitCode).toBe(0);
  expect(ended.stdout).toContain("1 target: 1 passed");
});

describe.runIf(isRoot)("as root", () => {
  test("a project below a folder that only root can enter", async () => {
    const closed = await mkdtemp(join(inject("sharedFolder"), "closed-"));
    const cwd = await createRepository({ at: join(closed, "project"), folders: { ".": "fixtures/linear" } });
    const running = await startMigrun(["all", "--quiet"], { cwd });
    expect(await running.ended).toEqual(QUIET);
    expect(await git(cwd, "status", "--porcelain", "--ignored")).toBe("");
    await expect.poll(() => tracesOf(running)).toEqual([]);
  });

  test("a project of somebody else", async () => {
    const cwd = await createLinear();
    await run("chown", ["-R", "4321:4321", cwd]);
    // git does not tell root what is released there, so lint judges all.
    const env = { MIGRUN_ASSUME_LOCK_TIMEOUT: "true" };
    expect(await migrun(["all", "--quiet"], { cwd, env })).toEqual(QUIET);
  });
});

describe.runIf(isRoot && process.platform === "linux")("as an ordinary user", () => {
  test("with a home that can be written", async () => {
    const folder = await temporaryFolder();
    const [home, install, temporary] = [
      join(folder, "home"),
      join(folder, "install"),
      join(folder, "tmp"),
    ] as const;
    await cp(join(inject("installFolder"), "node_modules"), join(install, "node_modules"), {
      recursive: true,
      verbatimSymlinks: true,
    });
    for (const own of [home, temporary]) {
      await mkdir(own);
      await chown(own, NOBODY, NOBODY);
    }
    const cwd = await createRepository({ at: join(folder, "project"), folders: { ".": "fixtures/linear" } });
    await run("chown", ["-R", `${NOBODY}:${NOBODY}`, cwd]);
    const env = {
      HOME: home,
      TMPDIR: temporary,
      MIGRUN_CACHE_DIR: "",
      MIGRUN_PYTHON: await pythonForEverybody(),
    };
    for (const _ of ["cold", "warm"]) {
      const running = await startMigrun(["all"], { cwd, install, uid: NOBODY, env });
      const ended = await running.ended;
      expect(ended.stdout).toContain("1 target: 1 passed");
      expect(ended.exitCode).toBe(0);
      await expect.poll(() => tracesOf(running)).toEqual([]);
    }
  });
});

/** An interpreter with Alembic that any user can start: one below root's home cannot be reached. */
async function pythonForEverybody(): Promise<string> {
  const works = await run(testPython, ["-c", "import alembic"], { uid: NOBODY, gid: NOBODY }).then(
    () => true,
    () => false,
  );
  if (works) return testPython;
  const folder = join(await temporaryFolder(), "python");
  const python = join(folder, "bin", "python");
  await run("/usr/bin/python3", ["-m", "venv", "--system-site-packages", folder]);
  // Satisfied at once where Debian's own packages are there.
  const wanted = ["alembic", "sqlalchemy", "psycopg2-binary"];
  await run(python, [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--retries",
    "1",
    "--only-binary",
    ":all:",
    ...wanted,
  ]).catch(async (error: unknown) => {
    await run(python, ["-c", "import alembic, sqlalchemy, psycopg2"]).catch(() => {
      throw error;
    });
  });
  return python;
}
