/** How a Python came into question, in the words of a report. */
export type PythonSource =
  | "configured"
  | "active environment"
  | "project environment"
  | "uv"
  | "poetry"
  | "pdm"
  | "pipenv"
  | "conda"
  | "PATH"
  | "system";

/** A Python that can run the bridge: recent enough, and able to import Alembic. */
export interface Interpreter {
  /** Absolute path, as Python itself names it (`sys.executable`). */
  readonly executable: string;
  /** Versions: `3.12.1`. */
  readonly python: string;
  readonly alembic: string;
  readonly sqlalchemy: string;
  readonly source: PythonSource;
  /** As a user would write it: relative to the repository root, or the command's name. */
  readonly shown: string;
  /** Versions of installed database drivers, by package. */
  readonly drivers: Readonly<Record<string, string>>;
  /** What was looked at before and cannot serve, in the order of preference. */
  readonly tried: readonly TriedPython[];
}

/** A Python that was looked at and cannot serve. */
export interface TriedPython {
  /** As a user would write it: relative to the repository root, or the command's name. */
  readonly shown: string;
  readonly source: PythonSource;
  readonly reason: string;
}

/** No Python can serve: exit 3. */
export interface PythonProblem {
  readonly kind: "not-found" | "no-alembic" | "too-old";
  readonly message: string;
  /** The exact command that mends it. */
  readonly hint: string;
  /** In the order of preference. */
  readonly tried: readonly TriedPython[];
}

/** The environment variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Oldest versions that the bridge supports. */
export const OLDEST_PYTHON: readonly [number, number] = [3, 9];
export const OLDEST_ALEMBIC: readonly [number, number] = [1, 8];

/** Is a version (`3.12.1`, `1.8.0rc1`) at least the given one? */
export function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
