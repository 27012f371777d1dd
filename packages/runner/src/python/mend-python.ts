import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { parseToml } from "@migrun/core";
import type { TriedPython } from "./interpreter.ts";
import { OLDEST_ALEMBIC } from "./interpreter.ts";
import type { PythonFacts } from "./probe-python.ts";
import { nearestFile } from "./python-candidates.ts";

/** A Python that cannot serve, with what it said. */
export interface FailedPython extends TriedPython {
  readonly kind: "not-python" | "no-alembic" | "old-alembic" | "old-python";
  readonly facts: PythonFacts | null;
}

/** Where a mending command is to work. */
export interface MendPlace {
  readonly folders: readonly string[];
  readonly root: string;
}

interface Tool {
  /** The file by which a project of this tool is known. */
  readonly file: string;
  /** Installs what the lock file says. */
  readonly install: string;
  readonly add: (requirement: string) => string;
}

const TOOLS: readonly Tool[] = [
  { file: "uv.lock", install: "uv sync", add: (requirement) => `uv add ${requirement}` },
  { file: "poetry.lock", install: "poetry install", add: (requirement) => `poetry add ${requirement}` },
  { file: "pdm.lock", install: "pdm install", add: (requirement) => `pdm add ${requirement}` },
  { file: "Pipfile", install: "pipenv install", add: (requirement) => `pipenv install ${requirement}` },
];

const MINIMUM = `"alembic>=${OLDEST_ALEMBIC.join(".")}"`;
const NEW_ENVIRONMENT = ".venv";
const NEW_PYTHON =
  process.platform === "win32" ? `${NEW_ENVIRONMENT}\\Scripts\\python` : `${NEW_ENVIRONMENT}/bin/python`;

/** The command that makes the most preferred of the tried Pythons able to serve, or makes a new environment. */
export async function mendCommand(tried: readonly FailedPython[], place: MendPlace): Promise<string> {
  const own = tried.find((one) => one.source !== "PATH" && one.source !== "system" && one.facts !== null);
  const isOld = own?.kind === "old-alembic";
  if (own?.source !== "configured") {
    const byTool = await toolCommand(place, isOld);
    if (byTool !== null) return byTool;
  }
  const isManaged = (own?.facts?.managed ?? null) !== null;
  if (own !== undefined && own.kind !== "old-python" && !isManaged)
    return pipCommand(own, await requirements(place, isOld));
  const python = tried.find((one) => one.kind === "no-alembic" || one.kind === "old-alembic");
  const maker = python?.shown ?? "python3";
  const isTaken = tried.some((one) => one.shown.startsWith(`${NEW_ENVIRONMENT}/`));
  const make = `${maker} -m venv ${isTaken ? "--clear " : ""}${NEW_ENVIRONMENT}`;
  const command = `${make} && ${NEW_PYTHON} -m pip install ${await requirements(place, false)}`;
  const set = own?.source === "configured" ? `, then set \`python\` to ${NEW_ENVIRONMENT}` : "";
  const isDebians = python?.kind === "no-alembic" && python.facts?.managed === "apt";
  return `${command}${set}${isDebians ? " (or: apt install alembic)" : ""}`;
}

async function toolCommand({ folders, root }: MendPlace, isOld: boolean): Promise<string | null> {
  for (const tool of TOOLS) {
    const file = await nearestFile(folders, tool.file);
    if (file === null) continue;
    // The project of the target itself, where it is a member of a workspace; else the one beside the lock file.
    const member = await memberThatListsAlembic(folders, dirname(file));
    const isListed = member !== null || (await listsAlembic(file));
    const command = isOld ? tool.add(MINIMUM) : isListed ? tool.install : tool.add("alembic");
    const folder = relative(root, member ?? dirname(file))
      .split(sep)
      .join("/");
    return folder === "" ? command : `cd ${folder} && ${command}`;
  }
  return null;
}

/** The nearest project below the folder of a lock file that lists Alembic: a member of its workspace. */
async function memberThatListsAlembic(folders: readonly string[], top: string): Promise<string | null> {
  for (const folder of folders.filter((one) => one.startsWith(top + sep))) {
    const project = await nearestFile([folder], "pyproject.toml");
    const parsed = project === null ? null : parseToml(await readFile(project, "utf8"));
    if (parsed?.ok && INSTALLED.some((path) => hasAlembic(parsed.value, path))) return folder;
  }
  return null;
}

/** Would installing what the project lists bring Alembic? pyproject.toml decides; without one, what is locked. */
async function listsAlembic(lock: string): Promise<boolean> {
  const project = basename(lock) === "Pipfile" ? null : await nearestFile([dirname(lock)], "pyproject.toml");
  const parsed = project === null ? null : parseToml(await readFile(project, "utf8"));
  if (parsed?.ok) return INSTALLED.some((path) => hasAlembic(parsed.value, path));
  return /^(?:name = "alembic"|\s*"?alembic"?\s*[=:])/mu.test(await readFile(lock, "utf8"));
}

/** Tables and lists of pyproject.toml that uv, poetry and pdm install without being told to; `*` is any key. */
const INSTALLED: readonly (readonly string[])[] = [
  ["project", "dependencies"],
  ["dependency-groups", "dev"],
  ["tool", "uv", "dev-dependencies"],
  ["tool", "poetry", "dependencies"],
  ["tool", "poetry", "dev-dependencies"],
  ["tool", "poetry", "group", "*", "dependencies"],
  ["tool", "pdm", "dev-dependencies", "*"],
];

/** Requirements that bring Alembic: it needs no line of its own beside Flask-Migrate. */
const BRINGS_ALEMBIC = /^\s*(?:alembic|flask[-_.]migrate)(?![\w.-])/iu;

function hasAlembic(value: unknown, [key, ...path]: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (key === undefined) {
    const names = Array.isArray(value) ? value : Object.keys(value);
    return names.some((name) => typeof name === "string" && BRINGS_ALEMBIC.test(name));
  }
  return Object.entries(value).some(
    ([name, inner]) => (key === "*" || key === name) && hasAlembic(inner, path),
  );
}

/** What pip is to install: the project's own list where that has Alembic. */
async function requirements({ folders, root }: MendPlace, isOld: boolean): Promise<string> {
  const file = isOld ? null : await nearestFile(folders, "requirements.txt");
  const lists = file !== null && /^(?:alembic|flask[-_.]migrate)\b/imu.test(await readFile(file, "utf8"));
  if (file !== null && lists) return `-r ${relative(root, join(file)).split(sep).join("/")}`;
  return isOld ? MINIMUM : "alembic";
}

function pipCommand(python: FailedPython, what: string): string {
  const install = `${python.shown} -m pip install ${what}`;
  return python.facts?.pip === false ? `${python.shown} -m ensurepip && ${install}` : install;
}
