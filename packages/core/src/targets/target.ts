import type { TargetVariable } from "../environment/variable.ts";

/**
 * One named Alembic config: a config file and a section. Paths are absolute unless said otherwise;
 * what a report shows is made relative when the report is made.
 */
export interface Target {
  readonly name: string;
  /** The ini file; null where only `pyproject.toml` exists. */
  readonly iniFile: string | null;
  /** The `pyproject.toml` with a `[tool.alembic]` table that Alembic >= 1.16 would merge; null if none. */
  readonly tomlFile: string | null;
  /** The ini section (Alembic's `--name`). `alembic` for a TOML-only target. */
  readonly section: string;
  /** Where Alembic runs: relative locations resolve against it. */
  readonly cwd: string;
  /** As written, interpolated: relative to `cwd`, absolute, or `package:path`. */
  readonly scriptLocation: string;
  /** The resolved folder; null where a `package:path` outside of `prepend_sys_path` needs Python to resolve it. */
  readonly scriptDirectory: string | null;
  /** False where no config names the script location, and who calls Alembic does (Flask-Migrate). */
  readonly isLocationConfigured: boolean;
  /** Resolved folders of revision files, in order; empty when Python must resolve them. */
  readonly versionLocations: readonly string[];
  readonly recursiveVersionLocations: boolean;
  readonly sourceless: boolean;
  readonly fileTemplate: string | null;
  readonly prependSysPath: readonly string[];
  /** `sqlalchemy.url` of the section, interpolated; null if absent. Contains secrets: print only through `redactUrl`. */
  readonly url: string | null;
  /** The same as written, where env.py must set options before it can be interpolated; it still names dialect and driver. Secret too. */
  readonly rawUrl: string | null;
  readonly versionTable: string | null;
  /** Variables that env.py reads its URL from: configured, or inferred from env.py's source. */
  readonly urlEnv: readonly string[];
  /** Every variable that env.py, or what it imports, was seen to read, with its place. Sorted by name. */
  readonly variables: readonly TargetVariable[];
  /** Dotenv files that its settings classes name; absolute paths, whether or not they exist. */
  readonly envFiles: readonly string[];
  /** Does env.py make an async engine? False where env.py cannot be read. */
  readonly isAsync: boolean;
}

/** A config section or file that looks like Alembic's and is not a target, with the reason, for `migrun doctor`. */
export interface PassedOver {
  readonly file: string;
  readonly section: string | null;
  readonly reason: string;
}

/** A config file that could not be read as a target: reported, and the other targets go on. */
export interface TargetProblem {
  /** Name the target would have had, where one is known. */
  readonly name: string | null;
  readonly file: string;
  readonly section: string | null;
  readonly line: number | null;
  readonly message: string;
  readonly hint: string | null;
}
