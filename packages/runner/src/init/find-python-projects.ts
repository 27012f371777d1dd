import { readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseToml, isRecord, relativePath } from "@migrun/core";
import type { PythonManager, PythonProject } from "@migrun/core";

/** Files that name a manager without doubt: they win over lists further down that its workspace may hold. */
const LOCKS: readonly (readonly [PythonManager, string])[] = [
  ["uv", "uv.lock"],
  ["poetry", "poetry.lock"],
  ["pdm", "pdm.lock"],
  ["pipenv", "Pipfile.lock"],
  ["pipenv", "Pipfile"],
  ["conda", "environment.yml"],
  ["conda", "environment.yaml"],
];
const LISTS = ["requirements.txt", "requirements-dev.txt", "requirements/dev.txt", "requirements/base.txt"];

/**
 * The sets of Python packages that the given folders (absolute) work with, each once: the nearest lock file above, else
 * the nearest list of requirements, else pyproject.toml. Nothing is run.
 */
export async function findPythonProjects(
  folders: readonly string[],
  root: string,
): Promise<readonly PythonProject[]> {
  const found = new Map<string, PythonProject>();
  for (const folder of new Set(folders)) {
    const project = await projectOf(foldersUpTo(folder, root), root);
    if (project !== null) found.set(`${project.folder}/${project.file}`, project);
  }
  return [...found.values()].toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
}

async function projectOf(folders: readonly string[], root: string): Promise<PythonProject | null> {
  const locked = firstOf(folders, LOCKS);
  if (locked !== null) return describe(locked, root);
  for (const folder of folders) {
    const lists = LISTS.filter((file) => existsSync(join(folder, file)));
    const texts = await Promise.all(
      lists.map((file) => readFile(join(folder, file), "utf8").catch(() => "")),
    );
    const file = lists[texts.findIndex((text) => /^\s*alembic\b/imu.test(text))] ?? lists[0];
    if (file !== undefined) return describe({ folder, manager: "pip", file }, root);
  }
  return await fromProject(folders, root);
}

/** Without a lock file a table of the manager's own decides; a bare `[project]` is installed by pip. */
async function fromProject(folders: readonly string[], root: string): Promise<PythonProject | null> {
  for (const folder of folders) {
    const table = await readProject(folder);
    if (table === null) continue;
    const tool = isRecord(table["tool"]) ? table["tool"] : {};
    if (isRecord(tool["poetry"]))
      return describe({ folder, manager: "poetry", file: "pyproject.toml" }, root);
    if (isRecord(table["project"]))
      return describe({ folder, manager: "project", file: "pyproject.toml" }, root);
  }
  return null;
}

interface Found {
  readonly folder: string;
  readonly manager: PythonManager;
  readonly file: string;
}

function firstOf(folders: readonly string[], marks: typeof LOCKS): Found | null {
  for (const folder of folders) {
    const mark = marks.find(([, file]) => existsSync(join(folder, file)));
    if (mark !== undefined) return { folder, manager: mark[0], file: mark[1] };
  }
  return null;
}

async function describe({ folder, manager, file }: Found, root: string): Promise<PythonProject> {
  const table = await readProject(folder);
  const uv = isRecord(table?.["tool"]) ? table["tool"]["uv"] : undefined;
  const shown = relativePath(root, folder);
  return {
    manager,
    folder: shown === "." ? "" : shown,
    file,
    isWorkspace: isRecord(uv) && isRecord(uv["workspace"]),
    versionFile: existsSync(join(folder, ".python-version"))
      ? ".python-version"
      : namesVersion(table)
        ? "pyproject.toml"
        : null,
  };
}

function namesVersion(table: Readonly<Record<string, unknown>> | null): boolean {
  const project = table?.["project"];
  return isRecord(project) && typeof project["requires-python"] === "string";
}

async function readProject(folder: string): Promise<Readonly<Record<string, unknown>> | null> {
  const text = await readFile(join(folder, "pyproject.toml"), "utf8").catch(() => null);
  const parsed = text === null ? null : parseToml(text);
  return parsed?.ok ? parsed.value : null;
}

/** From a folder up to the root of the repository, nearest first. */
export function foldersUpTo(folder: string, root: string): readonly string[] {
  if (folder === root || dirname(folder) === folder) return [folder];
  return [folder, ...foldersUpTo(dirname(folder), root)];
}
