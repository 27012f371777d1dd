import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { isRecord, parseToml, relativePath } from "@migrun/core";
import type { Sign } from "@migrun/core";
import { foldersUpTo } from "./find-python-projects.ts";

/** Finds one version in the text of a file: `3.12`; null where it says none. */
type Reader = (text: string) => string | null;

/** CI files whose versions count; migrun's own says what `init` once wrote. */
const CI_FILES = [".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml"];
const WORKFLOWS = ".github/workflows";
const DOCKERFILES = ["Dockerfile", "docker/Dockerfile", "Containerfile"];
const VENVS = [".venv/pyvenv.cfg", "venv/pyvenv.cfg"];

/**
 * The version of Python that a repository works with, and the file that says so: `.python-version`, what its CI runs, the
 * image that it ships, its virtual environment, what its package asks for at least. `folders` are absolute; the nearest
 * file counts.
 */
export async function findPythonVersion(
  folders: readonly string[],
  root: string,
): Promise<Sign<string> | null> {
  const around = [...new Set([...folders, root].flatMap((folder) => foldersUpTo(folder, root)))];
  const inAll = (names: readonly string[]) =>
    around.flatMap((folder) => names.map((name) => join(folder, name)));
  const steps: readonly (readonly [files: readonly string[], reader: Reader])[] = [
    [inAll([".python-version"]), (text) => firstIn(text, /^\s*(?:cpython-)?(\d+\.\d+)/mu)],
    [[...(await workflows(root)), ...CI_FILES.map((name) => join(root, name))], ofCi],
    [
      inAll(DOCKERFILES),
      (text) =>
        firstIn(text, /^\s*FROM\s[^\n]*\bpython:?(\d+\.\d+)|^\s*ARG\s+PYTHON_VERSION=["']?(\d+\.\d+)/imu),
    ],
    [inAll(VENVS), (text) => firstIn(text, /^version(?:_info)?\s*=\s*(\d+\.\d+)/mu)],
    [inAll(["pyproject.toml"]), ofProject],
  ];
  for (const [files, reader] of steps) {
    for (const file of files) {
      const version = reader(await readFile(file, "utf8").catch(() => ""));
      if (version !== null) return { system: version, by: relativePath(root, file) };
    }
  }
  return null;
}

async function workflows(root: string): Promise<readonly string[]> {
  const names = await readdir(join(root, WORKFLOWS)).catch(() => []);
  return names
    .filter((name) => /\.ya?ml$/u.test(name) && name !== "migrun.yml")
    .toSorted()
    .map((name) => join(root, WORKFLOWS, name));
}

/** Of a matrix the newest. */
function ofCi(text: string): string | null {
  const code = text.replaceAll(/(?:^|\s)#[^\n]*/gu, "");
  const values = code.matchAll(
    /\bpython(?:[-_]?version)?s?["']?[ \t]*:[ \t]*(\[[^\]]*\]|["']?\d+\.\d+|(?:\n[ \t]*-[ \t]*["']?\d+\.\d+[^\n]*)+)|\bpython:(\d+\.\d+)/giu,
  );
  const found = [...values].flatMap(
    ([, list = "", image = ""]) => `${list} ${image}`.match(/\d+\.\d+/gu) ?? [],
  );
  return found.toSorted((left, right) => minor(right) - minor(left))[0] ?? null;
}

function minor(version: string): number {
  return Number(version.split(".")[1]);
}

/** The least that `requires-python` allows. */
function ofProject(text: string): string | null {
  const parsed = text === "" ? null : parseToml(text);
  const project = parsed?.ok ? parsed.value["project"] : null;
  const wanted = isRecord(project) ? project["requires-python"] : null;
  return typeof wanted === "string" ? firstIn(wanted, /(?:>=|==|~=)\s*(\d+\.\d+)/u) : null;
}

function firstIn(text: string, pattern: RegExp): string | null {
  return (
    pattern
      .exec(text)
      ?.slice(1)
      .find((group) => group !== undefined) ?? null
  );
}
