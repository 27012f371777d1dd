import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findPython } from "./find-python.ts";
import type { PythonProblem } from "./interpreter.ts";
import { isAtLeast } from "./interpreter.ts";

/** The real interpreter behind whatever `python3` is on this machine. */
const PYTHON = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], {
  encoding: "utf8",
}).trim();
let root = "";

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "migrun-python-")));
  await mkdir(join(root, "services/users"), { recursive: true });
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

function makeVenv(folder: string): void {
  execFileSync(PYTHON, ["-m", "venv", "--without-pip", join(root, folder)]);
}

interface Options {
  readonly configured?: string | null;
  readonly env?: Readonly<Record<string, string>>;
}

async function problem({ configured = null, env = {} }: Options = {}): Promise<PythonProblem> {
  const found = await findPython({
    targetCwd: join(root, "services/users"),
    root,
    configured,
    systemPython: null,
    env: { PATH: join(root, "bin"), MIGRUN_CACHE_DIR: join(root, "cache"), ...env },
  });
  if (found.ok) throw new Error(`found ${found.value.executable}`);
  return found.error;
}

test("no Python at all", async () => {
  expect(await problem()).toEqual({
    kind: "not-found",
    message: "No Python was found; 3.9 or later is needed.",
    hint: "Install Python 3.9 or later, then run: python3 -m venv .venv && .venv/bin/python -m pip install alembic",
    tried: [],
  });
});

test("an environment without Alembic is named with the command that mends it", async () => {
  makeVenv(".venv");
  expect(await problem()).toEqual({
    kind: "no-alembic",
    message: "No Python was found that can import Alembic.",
    hint: ".venv/bin/python -m ensurepip && .venv/bin/python -m pip install alembic",
    tried: [
      {
        shown: ".venv/bin/python",
        source: "project environment",
        reason: "cannot import alembic (ModuleNotFoundError: No module named 'alembic')",
      },
    ],
  });
});

test("a folder called alembic in the working directory is not the package", async () => {
  makeVenv(".venv");
  await mkdir(join(root, "services/users/alembic"));
  await writeFile(join(root, "services/users/alembic/__init__.py"), "__version__ = '1.20'\n");
  expect((await problem()).tried[0]?.reason).toMatch(/No module named 'alembic'/u);
});

test("environments are looked for beside and above, active ones first; nothing is written", async () => {
  makeVenv("services/users/venv");
  makeVenv(".venv");
  makeVenv("active");
  const { tried } = await problem({ env: { VIRTUAL_ENV: join(root, "active") } });
  expect(tried.map(({ shown, source }) => [shown, source])).toEqual([
    ["active/bin/python", "active environment"],
    ["services/users/venv/bin/python", "project environment"],
    [".venv/bin/python", "project environment"],
  ]);
  expect(await readdir(join(root, "services/users"))).toEqual(["venv"]);
});

test("an environment above the root is not the project's", async () => {
  makeVenv(".venv");
  const found = await findPython({
    targetCwd: join(root, "services/users"),
    root: join(root, "services"),
    configured: null,
    systemPython: null,
    env: { PATH: "", MIGRUN_CACHE_DIR: join(root, "cache") },
  });
  expect(found).toMatchObject({ ok: false, error: { kind: "not-found", tried: [] } });
});

test("a Python on PATH makes the new environment", async () => {
  await mkdir(join(root, "bin"));
  makeVenv("elsewhere");
  await symlink(join(root, "elsewhere/bin/python"), join(root, "bin/python3"));
  await writeFile(join(root, "requirements.txt"), "sqlalchemy\nalembic>=1.13\n");
  const { hint, tried } = await problem();
  expect(tried.map(({ source }) => source)).toEqual(["PATH"]);
  expect(hint).toMatch(/^\S+ -m venv \.venv && \.venv\/bin\/python -m pip install -r requirements\.txt$/u);
});

test("a broken environment is named and made anew", async () => {
  await mkdir(join(root, ".venv/bin"), { recursive: true });
  await symlink(join(root, "gone"), join(root, ".venv/bin/python"));
  const { tried, hint } = await problem();
  expect(tried).toEqual([
    { shown: ".venv/bin/python", source: "project environment", reason: "does not run" },
  ]);
  expect(hint).toMatch(/venv --clear \.venv/u);
});

test.each([
  ["uv.lock", "version = 1\n", "cd services && uv add alembic"],
  ["uv.lock", 'version = 1\n[[package]]\nname = "alembic"\n', "cd services && uv sync"],
  ["poetry.lock", "", "cd services && poetry add alembic"],
  ["poetry.lock", '[[package]]\nname = "alembic"\n', "cd services && poetry install"],
  ["pdm.lock", "", "cd services && pdm add alembic"],
  ["Pipfile", "[packages]\nalembic = '*'\n", "cd services && pipenv install"],
])("with %s (%j) its tool mends: %s", async (file, text, command) => {
  makeVenv(".venv");
  await writeFile(join(root, "services", file), text);
  expect((await problem()).hint).toBe(command);
});

const PROJECT = '[project]\nname = "shop"\n';
test.each([
  ["uv.lock", `${PROJECT}dependencies = ["Alembic>=1.13"]\n`, "uv sync"],
  ["uv.lock", `${PROJECT}[dependency-groups]\ndev = ["alembic"]\n`, "uv sync"],
  ["uv.lock", `[tool.uv]\ndev-dependencies = ["alembic[tz]~=1.13"]\n`, "uv sync"],
  ["uv.lock", `${PROJECT}dependencies = ["Flask-Migrate==4.1.0"]\n`, "uv sync"],
  ["uv.lock", `${PROJECT}dependencies = ["alembic-utils"]\n`, "uv add alembic"],
  ["uv.lock", `[tool.alembic]\nx = 1\n[tool.ruff]\nexclude = ["alembic"]\n`, "uv add alembic"],
  // Locked, but in a group that `uv sync` leaves out.
  ["uv.lock", `${PROJECT}[dependency-groups]\nmigrations = ["alembic"]\n`, "uv add alembic"],
  ["poetry.lock", '[tool.poetry.dependencies]\nalembic = "^1.13"\n', "poetry install"],
  ["poetry.lock", '[tool.poetry.group.dev.dependencies]\nalembic = "^1.13"\n', "poetry install"],
  ["poetry.lock", '[tool.poetry.dependencies]\nflask = "*"\n', "poetry add alembic"],
  ["pdm.lock", `${PROJECT}dependencies = ["alembic ; python_version > '3'"]\n`, "pdm install"],
  ["pdm.lock", '[tool.pdm.dev-dependencies]\ndb = ["alembic"]\n', "pdm install"],
])("what pyproject.toml beside %s lists decides: %j needs %s", async (lock, text, command) => {
  makeVenv(".venv");
  await writeFile(join(root, lock), '[[package]]\nname = "alembic"\n');
  await writeFile(join(root, "pyproject.toml"), text);
  expect((await problem()).hint).toBe(command);
});

test("the member of a workspace that lists Alembic is the one to sync", async () => {
  makeVenv(".venv");
  await writeFile(join(root, "uv.lock"), "version = 1\n");
  await writeFile(join(root, "pyproject.toml"), '[tool.uv.workspace]\nmembers = ["services"]\n');
  await writeFile(join(root, "services", "pyproject.toml"), `${PROJECT}dependencies = ["alembic"]\n`);
  expect((await problem()).hint).toBe("cd services && uv sync");
});

test("a pyproject.toml that is no TOML leaves the word to the lock file", async () => {
  makeVenv(".venv");
  await writeFile(join(root, "uv.lock"), '[[package]]\nname = "alembic"\n');
  await writeFile(join(root, "pyproject.toml"), "[project\n");
  expect((await problem()).hint).toBe("uv sync");
});

test.each([
  ["apt install python3-xyz", " (or: apt install alembic)"],
  ["brew install xyz", ""],
])("in a Python that is kept by others (%j) pip would refuse: a new environment", async (mark, other) => {
  const home = await makeManaged(mark);
  const { hint, tried } = await problem({ configured: PYTHON, env: { PYTHONHOME: home } });
  const pip = ".venv/bin/python -m pip install alembic";
  expect(hint).toBe(`${tried[0]?.shown} -m venv .venv && ${pip}, then set \`python\` to .venv${other}`);
});

/** A home for the tests' Python: its own standard library, no site-packages, and the mark of PEP 668. */
async function makeManaged(mark: string): Promise<string> {
  const own = execFileSync(PYTHON, ["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"], {
    encoding: "utf8",
  }).trim();
  const home = await mkdtemp(join(root, "home-"));
  const library = join(home, "lib", basename(own));
  await mkdir(library, { recursive: true });
  for (const name of await readdir(own))
    if (name !== "site-packages" && name !== "EXTERNALLY-MANAGED")
      await symlink(join(own, name), join(library, name));
  await writeFile(join(library, "EXTERNALLY-MANAGED"), `[externally-managed]\nError=${mark}\n`);
  return home;
}

test("pdm says which Python it chose", async () => {
  makeVenv("chosen");
  await writeFile(join(root, ".pdm-python"), `${join(root, "chosen/bin/python")}\n`);
  expect((await problem()).tried).toMatchObject([{ shown: "chosen/bin/python", source: "pdm" }]);
});

test("uv's own environment, where its variable names it", async () => {
  makeVenv("services/.env-uv");
  await writeFile(join(root, "services/uv.lock"), "version = 1\n");
  expect((await problem({ env: { UV_PROJECT_ENVIRONMENT: ".env-uv" } })).tried).toMatchObject([
    { shown: "services/.env-uv/bin/python", source: "uv" },
  ]);
});

test("a conda environment of environment.yml", async () => {
  makeVenv("home/miniconda3/envs/shop");
  await writeFile(join(root, "environment.yml"), "name: shop\ndependencies: []\n");
  expect((await problem({ env: { HOME: join(root, "home") } })).tried).toMatchObject([{ source: "conda" }]);
});

test("a configured Python is the only one tried; it may be the environment's folder", async () => {
  makeVenv(".venv");
  makeVenv("other");
  const { tried, hint, kind } = await problem({ configured: join(root, "other") });
  expect(tried.map(({ shown, source }) => [shown, source])).toEqual([["other/bin/python", "configured"]]);
  expect({ kind, hint }).toMatchObject({
    kind: "no-alembic",
    hint: expect.stringContaining("other/bin/python -m pip"),
  });
});

test("a configured Python that does not exist", async () => {
  makeVenv(".venv");
  expect(await problem({ configured: join(root, "none/bin/python") })).toEqual({
    kind: "not-found",
    message: "`python` is set to none/bin/python, which does not exist or does not run.",
    hint: "Set `python` to a Python that runs, or leave it out: then it is looked for.",
    tried: [],
  });
});

test.each([
  ["3.9.18", [3, 9], true],
  ["3.10.0", [3, 9], true],
  ["3.8.18", [3, 9], false],
  ["2.7.18", [3, 9], false],
  ["4.0.0", [3, 9], true],
  ["1.8.0rc1", [1, 8], true],
  ["1.7.7", [1, 8], false],
  ["1.20.1", [1, 8], true],
] as const)("version %s is at least %j: %j", (version, oldest, expected) => {
  expect(isAtLeast(version, oldest)).toBe(expected);
});
