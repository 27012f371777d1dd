import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findPythonVersion } from "./find-python-version.ts";

const workflow = (value: string) => ({
  ".github/workflows/ci.yml": `jobs:\n  t:\n    steps:\n      - with:\n          ${value}\n`,
});
const project = (wanted: string) => ({
  "pyproject.toml": `[project]\nname = "x"\nrequires-python = "${wanted}"\n`,
});

async function versionIn(files: Readonly<Record<string, string>>) {
  const root = await mkdtemp(join(tmpdir(), "migrun-version-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const found = await findPythonVersion([join(root, "services/users")], root);
  return found === null ? null : `${found.system} ${found.by}`;
}

test.each([
  ["nothing", {}, null],
  [
    "a file",
    { "services/users/.python-version": "3.11.4\n", ".python-version": "3.9\n" },
    "3.11 services/users/.python-version",
  ],
  ["a workflow", workflow('python-version: "3.12"'), "3.12 .github/workflows/ci.yml"],
  ["a matrix", workflow('python-version: ["3.9", "3.12", "3.10"]'), "3.12 .github/workflows/ci.yml"],
  [
    "a list",
    workflow("python-version:\n            - '3.11'\n            - '3.10'"),
    "3.11 .github/workflows/ci.yml",
  ],
  ["a matrix by a name", workflow("python-version: ${{ matrix.python }}"), null],
  ["its own workflow", { ".github/workflows/migrun.yml": 'python-version: "3.12"\n' }, null],
  [
    "GitLab",
    { ".gitlab-ci.yml": "test:\n  image: registry.example.com/python:3.11-slim\n" },
    "3.11 .gitlab-ci.yml",
  ],
  ["an image", { Dockerfile: "FROM --platform=linux/amd64 python:3.12-slim AS base\n" }, "3.12 Dockerfile"],
  [
    "an image of uv",
    { "services/users/Dockerfile": "FROM ghcr.io/astral-sh/uv:python3.11-bookworm\n" },
    "3.11 services/users/Dockerfile",
  ],
  ["a package", project(">=3.11,<4"), "3.11 pyproject.toml"],
  [
    "CI before a package",
    { ...workflow('python-version: "3.12"'), ...project(">=3.11") },
    "3.12 .github/workflows/ci.yml",
  ],
  [
    "an environment before a range",
    { "venv/pyvenv.cfg": "version = 3.12.1\n", ...project(">=3.9") },
    "3.12 venv/pyvenv.cfg",
  ],
  ["an environment", { ".venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.12.1\n" }, "3.12 .venv/pyvenv.cfg"],
])("%s", async (_, files, wanted) => {
  expect(await versionIn(files)).toBe(wanted);
});
