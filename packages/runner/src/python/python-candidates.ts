import { constants } from "node:fs";
import { access, lstat, readFile, stat } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { runCommand } from "../exec/shell.ts";
import type { Environment, PythonSource } from "./interpreter.ts";

/** A Python that may serve, not asked yet. */
export interface PythonCandidate {
  readonly executable: string;
  readonly source: PythonSource;
  readonly shown: string;
}

/** Where to look. */
export interface CandidateRequest {
  /** Folders from the target's own up to the repository root. */
  readonly folders: readonly string[];
  readonly root: string;
  readonly configured: string | null;
  /** Looked at last, whatever is first on PATH; null: none. */
  readonly systemPython: string | null;
  readonly env: Environment;
}

const TOOL_TIMEOUT_MS = 20_000;
const IS_WINDOWS = process.platform === "win32";

/**
 * Pythons in the order in which users expect them; each is looked for only when the ones before did not serve.
 * Tools are asked for what they have: none of them installs, syncs, locks or creates anything.
 */
export async function* pythonCandidates(request: CandidateRequest): AsyncGenerator<PythonCandidate> {
  const seen = new Set<string>();
  for (const find of request.configured === null ? SOURCES : [configured]) {
    for (const { executable, source } of await find(request)) {
      if (seen.has(executable) || !(await isThere(executable))) continue;
      seen.add(executable);
      yield { executable, source, shown: shownPath(executable, source, request) };
    }
  }
}

/** The path of Python inside an environment's folder. */
export function pythonIn(folder: string): string {
  return IS_WINDOWS ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/** The first file of this name on PATH; null if there is none. */
export async function findOnPath(name: string, env: Environment): Promise<string | null> {
  const path = env["PATH"] ?? env["Path"] ?? "";
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const file = join(folder, IS_WINDOWS ? `${name}.exe` : name);
    if (await isExecutable(file)) return file;
  }
  return null;
}

/** The nearest of the folders that holds a file of this name, with the file; null if none does. */
export async function nearestFile(folders: readonly string[], name: string): Promise<string | null> {
  for (const folder of folders) {
    try {
      await access(join(folder, name));
      return join(folder, name);
    } catch {
      // Look further up.
    }
  }
  return null;
}

type Found = readonly { readonly executable: string; readonly source: PythonSource }[];
type Finder = (request: CandidateRequest) => Promise<Found>;

async function configured({ configured: python, root, env }: CandidateRequest): Promise<Found> {
  if (python === null) return [];
  const isName = !/[\\/]/u.test(python);
  const path = isName ? await findOnPath(python, env) : resolve(root, python);
  if (path === null) return [];
  return [{ executable: (await isFolder(path)) ? pythonIn(path) : path, source: "configured" }];
}

const SOURCES: readonly Finder[] = [
  async ({ env }) =>
    [env["VIRTUAL_ENV"], env["CONDA_PREFIX"]].flatMap((folder) => environment(folder, "active environment")),
  async ({ folders }) =>
    folders.flatMap((folder) =>
      [".venv", "venv"].flatMap((name) => environment(join(folder, name), "project environment")),
    ),
  uv,
  poetry,
  pdm,
  pipenv,
  conda,
  async ({ env }) => {
    const found = await Promise.all(["python3", "python"].map((name) => findOnPath(name, env)));
    return found.flatMap((executable) =>
      executable === null ? [] : [{ executable, source: "PATH" as const }],
    );
  },
  async ({ systemPython }) => (systemPython === null ? [] : [{ executable: systemPython, source: "system" }]),
];

function environment(folder: string | undefined, source: PythonSource): Found {
  if (!folder) return [];
  // An environment of conda on Windows has python.exe at its top.
  const top = IS_WINDOWS ? [{ executable: join(folder, "python.exe"), source }] : [];
  return [{ executable: pythonIn(folder), source }, ...top];
}

/** `uv python find` only looks. (`uv run --no-sync --frozen` would create a missing environment.) */
async function uv({ folders, env }: CandidateRequest): Promise<Found> {
  const lock = await nearestFile(folders, "uv.lock");
  if (lock === null) return [];
  const project = dirname(lock);
  const own = env["UV_PROJECT_ENVIRONMENT"];
  const named = own ? environment(resolve(project, own), "uv") : [];
  return [...named, ...(await askTool("uv", ["python", "find"], { project, env, source: "uv" }))];
}

async function poetry({ folders, env }: CandidateRequest): Promise<Found> {
  const lock = await nearestFile(folders, "poetry.lock");
  if (lock === null) return [];
  return askTool("poetry", ["env", "info", "--executable"], {
    project: dirname(lock),
    env,
    source: "poetry",
  });
}

/** pdm writes the interpreter that it chose into `.pdm-python`. */
async function pdm({ folders }: CandidateRequest): Promise<Found> {
  const file = await nearestFile(folders, ".pdm-python");
  if (file === null) return [];
  const executable = (await readFile(file, "utf8")).trim();
  return isAbsolute(executable) ? [{ executable, source: "pdm" }] : [];
}

async function pipenv({ folders, env }: CandidateRequest): Promise<Found> {
  const file = await nearestFile(folders, "Pipfile");
  if (file === null) return [];
  return askTool("pipenv", ["--py"], { project: dirname(file), env, source: "pipenv" });
}

/** The environment that `environment.yml` names, where conda keeps its environments. */
async function conda({ folders, env }: CandidateRequest): Promise<Found> {
  const file = await nearestFile(folders, "environment.yml");
  const name =
    file === null ? undefined : /^name:\s*["']?([\w.-]+)/mu.exec(await readFile(file, "utf8"))?.[1];
  if (name === undefined) return [];
  const base = env["CONDA_EXE"] === undefined ? [] : [join(dirname(dirname(env["CONDA_EXE"])), "envs")];
  const home = env["HOME"] ?? env["USERPROFILE"];
  const usual = [".conda", "miniconda3", "miniforge3", "mambaforge", "anaconda3", "micromamba"];
  const places = [...base, ...(home === undefined ? [] : usual.map((folder) => join(home, folder, "envs")))];
  return places.flatMap((place) => environment(join(place, name), "conda"));
}

async function askTool(
  tool: string,
  args: readonly string[],
  where: { readonly project: string; readonly env: Environment; readonly source: PythonSource },
): Promise<Found> {
  const file = await findOnPath(tool, where.env);
  if (file === null) return [];
  const result = await runCommand(file, args, {
    cwd: where.project,
    env: { ...where.env, ...ONLY_LOOK },
    timeoutMs: TOOL_TIMEOUT_MS,
  });
  const executable = result.stdout.trim().split("\n").at(-1) ?? "";
  return result.ok && isAbsolute(executable) ? [{ executable, source: where.source }] : [];
}

/** Keeps the tools from making what they were asked for. */
const ONLY_LOOK = {
  UV_PYTHON_DOWNLOADS: "never",
  UV_OFFLINE: "1",
  POETRY_VIRTUALENVS_CREATE: "false",
  PIPENV_YES: "0",
  NO_COLOR: "1",
  PYTHONDONTWRITEBYTECODE: "1",
} as const;

function shownPath(executable: string, source: PythonSource, { root, env }: CandidateRequest): string {
  const path = relative(root, executable);
  if (!path.startsWith("..") && !isAbsolute(path)) return path.split(sep).join("/");
  if (source === "active environment") {
    const variable = ["VIRTUAL_ENV", "CONDA_PREFIX"].find(
      (name) => env[name] && executable.startsWith(env[name]),
    );
    return variable === undefined
      ? executable
      : `$${variable}${executable.slice(env[variable]?.length ?? 0)}`;
  }
  if (source === "PATH") return executable.split(sep).at(-1) ?? executable;
  const home = env["HOME"];
  return home && executable.startsWith(join(home, sep)) ? join("~", relative(home, executable)) : executable;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return !(await isFolder(file));
  } catch {
    return false;
  }
}

/** A link to a Python that is gone counts: that the environment is broken must be said. */
async function isThere(file: string): Promise<boolean> {
  try {
    return !(await lstat(file)).isDirectory();
  } catch {
    return false;
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
