import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { installedBin, migrun, temporaryFolder, testPython } from "./rig/migrun.ts";
import { createRepository, git } from "./rig/repository.ts";

const SETTINGS = `"""The settings of the service."""

import os

DATABASE_URL = os.environ["DATABASE_URL"]
SECRET_KEY = os.environ["SECRET_KEY"]
`;

/** A repository whose settings demand two variables, with a Python beside it that the command finds by itself. */
async function createService(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = join(await temporaryFolder(), "service");
  const cwd = await createRepository({
    at: root,
    folders: { ".": "fixtures/settings" },
    files: { "app/settings.py": SETTINGS, ".gitignore": ".venv/\n", ...files },
  });
  await mkdir(join(cwd, ".venv"));
  // The environment of the tests, where people have theirs.
  const venv = dirname(dirname(testPython));
  for (const part of ["bin", "lib", "pyvenv.cfg"]) await symlink(join(venv, part), join(cwd, ".venv", part));
  return cwd;
}

/** `env -i PATH=… HOME=… migrun all`: nothing else in the environment. */
function bare(cwd: string) {
  const { PATH = "", HOME = "" } = process.env;
  const program = ["env", "-i", `PATH=${PATH}`, `HOME=${HOME}`, process.execPath, installedBin()] as const;
  return migrun(["all"], { cwd, program: [...program] });
}

test("settings that demand variables: all names, exit 2, no traceback; green with the one that is migrun's not to give", async () => {
  const cwd = await createService();
  const first = await bare(cwd);
  expect(first.exitCode).toBe(2);
  const said = first.stdout.replaceAll(/\s+/gu, " ");
  expect(said).toContain(
    "needs variables that are not set: SECRET_KEY. Given by migrun, for the isolated database: " +
      "DATABASE_URL (app/settings.py:5 os.environ).",
  );
  expect(first.stdout).toContain('SECRET_KEY: "…" # app/settings.py:6 os.environ');
  expect(first.stdout + first.stderr).not.toMatch(/Traceback|File "|^\s+at /mu);
  expect(await git(cwd, "status", "--porcelain")).toBe("");

  await writeFile(join(cwd, "migrun.config.yaml"), "targets: { alembic: { env: { SECRET_KEY: x } } }\n");
  await git(cwd, "add", "--all");
  await git(cwd, "commit", "--quiet", "--message=Settings for checks");
  const second = await bare(cwd);
  expect(second.stdout).toContain("1 target: 1 passed");
  expect(second.exitCode).toBe(0);
  // No bytecode, no dotenv file, ignored or not.
  expect(await git(cwd, "status", "--porcelain", "--ignored")).toBe("!! .venv/\n");
});
