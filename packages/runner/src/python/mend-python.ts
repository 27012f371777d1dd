import { readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
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
  if (own !== undefined && own.kind !== "old-python")
    return pipCommand(own, await requirements(place, isOld));
  const python = tried.find((one) => one.kind === "no-alembic" || one.kind === "old-alembic");
  const maker = python?.shown ?? "python3";
  const isTaken = tried.some((one) => one.shown.startsWith(`${NEW_ENVIRONMENT}/`));
  const make = `${maker} -m venv ${isTaken ? "--clear " : ""}${NEW_ENVIRONMENT}`;
  return `${make} && ${NEW_PYTHON} -m pip install ${await requirements(place, false)}`;
}

async function toolCommand({ folders, root }: MendPlace, isOld: boolean): Promise<string | null> {
  for (const tool of TOOLS) {
    const file = await nearestFile(folders, tool.file);
    if (file === null) continue;
    const isLocked = /^(?:name = "alembic"|\s*"?alembic"?\s*[=:])/mu.test(await readFile(file, "utf8"));
    const command = isOld ? tool.add(MINIMUM) : isLocked ? tool.install : tool.add("alembic");
    const folder = relative(root, dirname(file)).split(sep).join("/");
    return folder === "" ? command : `cd ${folder} && ${command}`;
  }
  return null;
}

/** What pip is to install: the project's own list where that has Alembic. */
async function requirements({ folders, root }: MendPlace, isOld: boolean): Promise<string> {
  const file = isOld ? null : await nearestFile(folders, "requirements.txt");
  const lists = file !== null && /^alembic\b/imu.test(await readFile(file, "utf8"));
  if (file !== null && lists) return `-r ${relative(root, join(file)).split(sep).join("/")}`;
  return isOld ? MINIMUM : "alembic";
}

function pipCommand(python: FailedPython, what: string): string {
  const install = `${python.shown} -m pip install ${what}`;
  return python.facts?.pip === false ? `${python.shown} -m ensurepip && ${install}` : install;
}
