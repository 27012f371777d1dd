/**
 * What a variable is for. `url`: its whole value is a database URL. `url-part`: it goes into one. `required`: Python
 * raises without it. `optional`: it is read, and has a default.
 */
export type VariableRole = "url" | "url-part" | "required" | "optional";

/** A component of a database URL that a variable can hold alone. */
export type UrlPart = "user" | "password" | "host" | "port" | "database";

/** One environment variable that env.py, or what it imports, reads, with where that was seen. */
export interface TargetVariable {
  readonly name: string;
  /** Other names under which it may be given (`AliasChoices`). */
  readonly alternatives: readonly string[];
  readonly role: VariableRole;
  /** Of a `url-part`: which one; null where its place in the URL is not unmistakable. */
  readonly part: UrlPart | null;
  /** Does Python raise where neither the environment nor a file of its own gives it? */
  readonly required: boolean;
  /** Is `database_url` as good as `DATABASE_URL`? */
  readonly ignoreCase: boolean;
  /** The literal that stands in the source for a missing value; null: none, or computed. May hold a password. */
  readonly fallback: string | null;
  /** Of a `url`: does it go into an async engine? */
  readonly isAsync: boolean;
  /** Absolute path of the file that reads it. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** The class and field, or the call: `Settings.database_url`, `os.environ`, `decouple.config`. */
  readonly via: string;
}

/** What the source of an env.py, and of the modules that it imports, tells of its environment. */
export interface EnvironmentFacts {
  /** Sorted by name, without doubles. */
  readonly variables: readonly TargetVariable[];
  /** Does env.py make an async engine? */
  readonly isAsync: boolean;
  /** Dotenv files that settings classes name, as written: relative to the working directory of the target. */
  readonly envFiles: readonly string[];
}

/** Names that a role has, in the order of the list. */
export function namesOf(variables: readonly TargetVariable[], role: VariableRole): readonly string[] {
  return variables.filter((one) => one.role === role).map((one) => one.name);
}

/** Is the variable given by an environment (or by names of a dotenv file), under any of its names? */
export function isGiven(variable: TargetVariable, names: Iterable<string>): boolean {
  const fold = (name: string): string => (variable.ignoreCase ? name.toUpperCase() : name);
  const wanted = new Set([variable.name, ...variable.alternatives].map(fold));
  for (const name of names) if (wanted.has(fold(name))) return true;
  return false;
}

/** Variables without which env.py raises, and that are not among the names. */
export function missingVariables(
  variables: readonly TargetVariable[],
  names: Iterable<string>,
): readonly TargetVariable[] {
  const given = [...names];
  return variables.filter((one) => one.required && !isGiven(one, given));
}

/** Where a variable is read, for people: `app/config.py:12 Settings.database_url`. */
export function placeOfVariable({ file, line, via }: TargetVariable, show: (path: string) => string): string {
  return `${show(file)}:${line} ${via}`;
}
