import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import {
  appendFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rm,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findPython } from "../../src/python/find-python.ts";
import { createPythonProbe } from "../../src/python/probe-python.ts";
import { testPython } from "../python.ts";

const OWN = JSON.parse(
  execFileSync(
    testPython,
    ["-c", "import json, site, alembic; print(json.dumps([site.getsitepackages()[0], alembic.__version__]))"],
    { encoding: "utf8" },
  ),
) as [string, string];
const [SITE, ALEMBIC] = OWN;
let root = "";

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "migrun-python-")));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

/** An environment of its own that sees the packages of the test's Python, as an editable install would. */
async function makeVenv(folder: string, withAlembic: boolean): Promise<string> {
  execFileSync(testPython, ["-m", "venv", "--without-pip", join(root, folder)]);
  const lib = join(root, folder, "lib");
  const [version = ""] = await readdir(lib);
  const site = join(lib, version, "site-packages");
  if (withAlembic) await writeFile(join(site, "shared.pth"), `${SITE}\n`);
  return site;
}

function find(env: Readonly<Record<string, string>> = {}, configured: string | null = null) {
  const base = { PATH: "/usr/bin:/bin", MIGRUN_CACHE_DIR: join(root, "cache") };
  return findPython({ targetCwd: root, root, configured, systemPython: null, env: { ...base, ...env } });
}

test("the environment of the project serves", async () => {
  await makeVenv(".venv", true);
  expect(await find()).toMatchObject({
    ok: true,
    value: { executable: join(root, ".venv/bin/python"), alembic: ALEMBIC, source: "project environment" },
  });
});

test("an active environment without Alembic does not hide the project's", async () => {
  await makeVenv("active", false);
  await makeVenv(".venv", true);
  expect(await find({ VIRTUAL_ENV: join(root, "active") })).toMatchObject({
    ok: true,
    value: { executable: join(root, ".venv/bin/python") },
  });
});

test("a configured interpreter and a configured folder", async () => {
  expect(await find({}, testPython)).toMatchObject({
    ok: true,
    value: { source: "configured", alembic: ALEMBIC },
  });
  await makeVenv("x", true);
  expect(await find({}, join(root, "x"))).toMatchObject({ ok: true, value: { source: "configured" } });
});

test("an Alembic that is too old", async () => {
  const site = await makeVenv(".venv", true);
  await mkdir(join(site, "alembic"));
  await writeFile(join(site, "alembic/__init__.py"), "__version__ = '1.7.7'\n");
  expect(await find({ PATH: "" })).toMatchObject({
    ok: false,
    error: {
      kind: "too-old",
      message: ".venv/bin/python has Alembic 1.7.7; 1.8 or later is needed.",
      hint: expect.stringMatching(/-m pip install "alembic>=1\.8"$/u),
    },
  });
});

describe("answers are kept", () => {
  /** Counts how often the interpreter of an environment was really started. */
  async function countStarts(site: string): Promise<() => Promise<number>> {
    const log = join(root, "starts");
    await writeFile(log, "");
    // `site` runs the line more than once per start: processes are counted.
    const line = `import os; open(${JSON.stringify(log)}, "a").write("%d " % os.getpid())`;
    await writeFile(join(site, "count.pth"), `${line}\n`);
    return async () => new Set((await readFile(log, "utf8")).trim().split(" ")).size;
  }

  test("for as long as nothing is installed or removed, and without a trace in the project", async () => {
    const site = await makeVenv(".venv", false);
    const starts = await countStarts(site);
    expect(await find({ PATH: "" })).toMatchObject({ ok: false, error: { kind: "no-alembic" } });
    expect(await find({ PATH: "" })).toMatchObject({ ok: false, error: { kind: "no-alembic" } });
    expect(await starts()).toBe(1);
    await writeFile(join(site, "shared.pth"), `${SITE}\n`);
    await utimes(site, new Date(), new Date(Date.now() + 5000));
    expect(await find({ PATH: "" })).toMatchObject({ ok: true });
    expect(await find({ PATH: "" })).toMatchObject({ ok: true });
    expect(await starts()).toBe(2);
    expect((await readdir(root)).toSorted()).toEqual([".venv", "cache", "starts"]);
    expect(existsSync(join(site, "__pycache__"))).toBe(false);
  });

  test("an interpreter that several targets share is asked once at a time", async () => {
    const site = await makeVenv(".venv", true);
    const starts = await countStarts(site);
    const probe = createPythonProbe({ MIGRUN_CACHE_DIR: join(root, "cache") });
    const executable = join(root, ".venv/bin/python");
    const answers = await Promise.all([
      probe(executable, root),
      probe(executable, tmpdir()),
      probe(executable, root),
    ]);
    expect(answers.map((answer) => answer?.alembic)).toEqual([ALEMBIC, ALEMBIC, ALEMBIC]);
    expect(await starts()).toBe(1);
  });

  test("a damaged or unwritable cache costs nothing but time", async () => {
    await makeVenv(".venv", true);
    await find();
    const folder = join(root, "cache/pythons");
    for (const name of await readdir(folder)) await appendFile(join(folder, name), "{");
    expect(await find()).toMatchObject({ ok: true });
    await writeFile(join(root, "file"), "");
    expect(await find({ MIGRUN_CACHE_DIR: join(root, "file") })).toMatchObject({ ok: true });
  });
});
