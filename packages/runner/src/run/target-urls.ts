import {
  isDatabaseUrl,
  isGiven,
  namesOf,
  parseDatabaseUrl,
  plainPostgresUrl,
  redirectSqliteUrl,
  redirectUrl,
  type Target,
  type TargetVariable,
  type UrlPart,
} from "@migrun/core";
import type { PythonAnswer } from "./python-pool.ts";
import type { TargetDatabases } from "./target-databases.ts";

/** The isolated URLs of a target: for `sqlalchemy.url`, and for each variable that env.py reads. */
export interface TargetUrls {
  /** Null: `sqlalchemy.url` stays as it is (none, or a placeholder that env.py replaces). */
  readonly main: string | null;
  /** Values by name: whole URLs, and parts of one. */
  readonly variables: Readonly<Record<string, string>>;
  /** A dialect that has no throw-away server; null if there is none. */
  readonly foreignDialect: string | null;
}

/** Values that env.py would find without isolation, from the strongest source to the weakest. */
export interface EnvironmentValues {
  /** `env` and `envFile` of the configuration. */
  readonly configured: Readonly<Record<string, string>>;
  /** The environment that migrun was started in. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
  /** Dotenv files that env.py would read by itself. Dialect, driver and database name are taken from here, no more. */
  readonly dotenv: Readonly<Record<string, string>>;
}

/** What URLs are made with. */
export interface UrlSources {
  readonly databases: TargetDatabases;
  readonly python: Promise<PythonAnswer>;
}

/** Name of the main database: as the target's own URL says, else the first URL variable's, else the target's name. */
export function mainDatabaseName(target: Target, values: EnvironmentValues): string {
  const urls = [target.url, ...target.urlEnv.map((name) => templateOf(target, name, values))];
  for (const text of urls) {
    const url = text === null ? null : parseDatabaseUrl(text);
    if (url?.dialect === "postgresql" && isDatabaseName(url.database)) return url.database;
  }
  const [part, ...others] = target.variables.filter((one) => one.part === "database");
  const named = part === undefined || others.length > 0 ? null : valueOf(part, values);
  if (named !== null && isDatabaseName(named)) return named;
  return target.name.replaceAll(/[^\w-]+/g, "_") || "migrun";
}

/**
 * Name of the role that owns the target's databases under `as: owner`: the user of its own URL, so that what names
 * that user (`OWNER TO app`) works as in production; else a name of migrun's own.
 */
export function ownerName(target: Target, values: EnvironmentValues): string {
  const urls = [target.url, ...target.urlEnv.map((name) => templateOf(target, name, values))];
  const users = urls.flatMap((text) => {
    const url = text === null ? null : parseDatabaseUrl(text);
    return url?.dialect === "postgresql" ? [url.user] : [];
  });
  const part = suppliedParts(target, values).find((one) => one.part === "user");
  const all = [...users, part === undefined ? null : valueOf(part, values)];
  const named = all.find(
    (user) => user !== null && user !== "" && !/^(?:postgres|public|none|pg_.*)$/u.test(user),
  );
  return named ?? "migrun_owner";
}

/** Makes every URL of the target point to a database of its own. Drivers and harmless parameters are kept. */
export async function targetUrls(
  target: Target,
  values: EnvironmentValues,
  { databases, python }: UrlSources,
): Promise<TargetUrls> {
  const own = target.url === null ? null : parseDatabaseUrl(target.url);
  const templates = new Map(
    urlVariables(target, values).map((name) => [name, templateOf(target, name, values)]),
  );
  const foreignDialect = foreignOf([target.url ?? target.rawUrl, ...templates.values()]);
  if (foreignDialect !== null) return { main: null, variables: {}, foreignDialect };
  const variables: Record<string, string> = {};
  for (const [name, template] of templates) {
    // A URL of the ini that leaves the driver open is no pattern for an async engine.
    const isOpen = own?.driver === null && isAsyncUrl(target, name);
    const text = template ?? (isOpen ? null : target.url);
    const made = text === null ? null : await isolated(text, databases, template !== null);
    variables[name] = made ?? (await isolated(await plainUrl(target, name, python), databases)) ?? "";
  }
  const sqlite = [target.url ?? target.rawUrl, ...templates.values()].some(isSqliteUrl);
  const parts = suppliedParts(target, values);
  // env.py may have a URL of its own that nobody sees from here: a database is ready for it.
  if (!sqlite || parts.length > 0) {
    const { endpoint, database } = await databases.main();
    const filled = { ...endpoint, port: String(endpoint.port), database };
    for (const { name, part } of parts) if (part !== null) variables[name] = filled[part];
  }
  const main = own === null || !isSupported(own.dialect) ? null : await isolated(target.url ?? "", databases);
  return { main, variables, foreignDialect: null };
}

/**
 * Variables that get one part of the isolated URL. A part that several variables hold is not one of them: which
 * database each of them means is not known. Nor is one that the configuration gives.
 */
export function suppliedParts(target: Target, values: EnvironmentValues): readonly TargetVariable[] {
  const parts = target.variables.filter((one) => one.part !== null && !target.urlEnv.includes(one.name));
  const counts = new Map<UrlPart | null, number>();
  for (const { part } of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
  return parts.filter((one) => counts.get(one.part) === 1 && !isGiven(one, Object.keys(values.configured)));
}

/** Names that env.py finds without help: in its environment, or in a dotenv file. */
export function givenNames(values: EnvironmentValues): readonly string[] {
  return [values.configured, values.inherited, values.dotenv].flatMap((one) =>
    Object.keys(one).filter((name) => one[name] !== undefined),
  );
}

/**
 * The URL variables that get a value. One that has a default, and that nobody gave, is left alone where the URL can
 * be made of parts: the source knows the driver, and migrun does not.
 */
function urlVariables(target: Target, values: EnvironmentValues): readonly string[] {
  if (namesOf(target.variables, "url-part").length === 0) return target.urlEnv;
  const given = givenNames(values);
  return target.urlEnv.filter((name) => {
    const variable = target.variables.find((one) => one.name === name);
    return variable === undefined || variable.required || isGiven(variable, given);
  });
}

/** What the URL of a variable is made after: the value that it would have had; null if nothing is known. */
function templateOf(target: Target, name: string, values: EnvironmentValues): string | null {
  const variable = target.variables.find((one) => one.name === name);
  if (variable === undefined)
    return values.configured[name] ?? values.inherited[name] ?? values.dotenv[name] ?? null;
  const { fallback } = variable;
  return valueOf(variable, values) ?? (fallback !== null && isDatabaseUrl(fallback) ? fallback : null);
}

function valueOf(variable: TargetVariable, values: EnvironmentValues): string | null {
  for (const source of [values.configured, values.inherited, values.dotenv])
    for (const [name, value] of Object.entries(source))
      if (value !== undefined && isGiven(variable, [name])) return value;
  return variable.role === "url-part" ? variable.fallback : null;
}

/** Nobody says which driver: one that the interpreter has. */
async function plainUrl(target: Target, name: string, python: UrlSources["python"]): Promise<string> {
  const { bridge } = await python;
  return plainPostgresUrl(bridge?.versions ?? { drivers: [], sqlalchemy: "" }, isAsyncUrl(target, name));
}

function isAsyncUrl(target: Target, name: string): boolean {
  return target.isAsync || target.variables.some((one) => one.name === name && one.isAsync);
}

async function isolated(text: string, databases: TargetDatabases, isOwn = false): Promise<string | null> {
  const url = parseDatabaseUrl(text);
  if (url === null) return null;
  if (url.dialect === "sqlite") return redirectSqliteUrl(url, databases.sqliteFile(url.database));
  if (url.dialect !== "postgresql") return null;
  // Variables that name different databases get different ones.
  const own = isOwn && isDatabaseName(url.database);
  const { endpoint, database } = await (own ? databases.own(url.database) : databases.main());
  return redirectUrl(url, { ...endpoint, database });
}

/** `driver://user:pass@localhost/dbname` of Alembic's templates is a placeholder, not a dialect. */
function foreignOf(texts: readonly (string | null)[]): string | null {
  for (const text of texts) {
    const url = text === null || !isDatabaseUrl(text) ? null : parseDatabaseUrl(text);
    if (url !== null && !isSupported(url.dialect)) return url.dialect;
  }
  return null;
}

/** Is it the URL of a SQLite file? */
export function isSqliteUrl(text: string | null): boolean {
  return text !== null && parseDatabaseUrl(text)?.dialect === "sqlite";
}

function isDatabaseName(text: string): boolean {
  return /^[^/]+$/u.test(text);
}

function isSupported(dialect: string): boolean {
  return dialect === "postgresql" || dialect === "sqlite";
}
