/** CI systems that `init` writes a pipeline for. */
export const CI_SYSTEMS = ["github", "gitlab"] as const;
/** One of them. */
export type CiSystem = (typeof CI_SYSTEMS)[number];

/** Hook systems that `init` writes a hook for. */
export const HOOK_SYSTEMS = ["pre-commit", "lefthook", "husky"] as const;
/** One of them. */
export type HookSystem = (typeof HOOK_SYSTEMS)[number];

/** What installs a project's Python packages. `pip`: from a requirements file; `project`: pip, from pyproject.toml. */
export type PythonManager = "uv" | "poetry" | "pdm" | "pipenv" | "conda" | "pip" | "project";

/** One set of Python packages that targets need. Paths have `/`; `""` is the root of the repository. */
export interface PythonProject {
  readonly manager: PythonManager;
  /** From the root of the repository. */
  readonly folder: string;
  /** What it is known by, inside the folder: `uv.lock`, `requirements/dev.txt`. */
  readonly file: string;
  /** A uv workspace: the members' packages are installed too. */
  readonly isWorkspace: boolean;
  /** A file in the folder that names the version of Python; null if none does. */
  readonly versionFile: string | null;
}

/** Something that was found, and by what. */
export interface Sign<T extends string> {
  readonly system: T;
  /** From the root of the repository, or words. */
  readonly by: string;
}

/** What `init` needs to know of a repository. */
export interface RepositoryFacts {
  /** The working directory from the root of the repository; `""` for the root itself. */
  readonly folder: string;
  readonly ci: readonly Sign<CiSystem>[];
  /** CI systems that are there and that nothing is written for, by their own names. */
  readonly otherCi: readonly Sign<string>[];
  readonly hooks: readonly Sign<HookSystem>[];
  readonly pythons: readonly PythonProject[];
  readonly targets: readonly TargetNeeds[];
  /** Files of migrun's own configuration that are in force, from the root. */
  readonly configFiles: readonly string[];
  readonly defaultBranch: string;
  /** Image of a Postgres service in a Compose file: `postgis/postgis:16-3.4`; null if there is none. */
  readonly postgresImage: Sign<string> | null;
  /** Does the package.json at the root list migrun? */
  readonly isDependency: boolean;
  /** Is there a `.gitlab-ci.yml`? It cannot be added to without changing it. */
  readonly hasGitlabFile: boolean;
  /** Does it run all checks already? */
  readonly gitlabRunsMigrun: boolean;
  /** The version of Python, `3.12`, and the file that says so; null: none does. */
  readonly pythonVersion: Sign<string> | null;
}

/** A target and the variables that its env.py raises without, besides its URL, and that nothing gives. */
export interface TargetNeeds {
  readonly name: string;
  readonly missing: readonly string[];
}
