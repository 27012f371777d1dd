import type { PythonManager, PythonProject } from "./repository-facts.ts";
import { shellWord } from "./yaml-text.ts";

/** How one manager is brought, told to install, and where it keeps what it downloaded. */
interface ManagerSteps {
  /** A package of PyPI that is the manager itself; null where pip does. */
  readonly tool: string | null;
  readonly install: (project: PythonProject) => string;
  /** What `actions/setup-python` calls its cache; null: none of its own. */
  readonly cache: string | null;
  /** The variable that moves its cache, and the name of the folder. */
  readonly cacheFolder: readonly [variable: string, name: string];
}

const PIP_CACHE = ["PIP_CACHE_DIR", "pip"] as const;

/** By manager. Each installs what is locked and changes no lock file. */
export const MANAGER_STEPS: Readonly<Record<PythonManager, ManagerSteps>> = {
  uv: {
    tool: "uv",
    install: ({ isWorkspace }) => `uv sync --locked${isWorkspace ? " --all-packages" : ""}`,
    cache: null,
    cacheFolder: ["UV_CACHE_DIR", "uv"],
  },
  poetry: {
    tool: "poetry",
    install: () => "poetry install --no-interaction",
    cache: "poetry",
    cacheFolder: ["POETRY_CACHE_DIR", "poetry"],
  },
  pdm: {
    tool: "pdm",
    install: () => "pdm install --frozen-lockfile",
    cache: null,
    cacheFolder: ["PDM_CACHE_DIR", "pdm"],
  },
  pipenv: {
    tool: "pipenv",
    install: ({ file }) => (file === "Pipfile.lock" ? "pipenv sync --dev" : "pipenv install --dev"),
    cache: "pipenv",
    cacheFolder: ["PIPENV_CACHE_DIR", "pipenv"],
  },
  conda: {
    tool: null,
    install: ({ file }) => `conda env create --file ${shellWord(file)}`,
    cache: null,
    cacheFolder: ["CONDA_PKGS_DIRS", "conda"],
  },
  pip: {
    tool: null,
    install: ({ file }) => `pip install -r ${shellWord(file)}`,
    cache: "pip",
    cacheFolder: PIP_CACHE,
  },
  project: { tool: null, install: () => "pip install -e .", cache: "pip", cacheFolder: PIP_CACHE },
};

/** Where nothing in the repository names a version of Python. */
export const PYTHON_VERSION = "3.13";

/** Where no package list was found: the reader has to complete it. */
export const UNKNOWN_PACKAGES = 'pip install alembic "psycopg[binary]" # and what env.py imports';

/** The file of a project, from the root of the repository. */
export function projectFile({ folder, file }: PythonProject): string {
  return folder === "" ? file : `${folder}/${file}`;
}
