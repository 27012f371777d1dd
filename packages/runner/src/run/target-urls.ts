import {
  isDatabaseUrl,
  parseDatabaseUrl,
  redirectSqliteUrl,
  redirectUrl,
  type Target,
  type TargetConfig,
} from "@migrun/core";
import type { TargetDatabases } from "./target-databases.ts";

/** The isolated URLs of a target: for `sqlalchemy.url`, and for each variable that env.py reads. */
export interface TargetUrls {
  /** Null: `sqlalchemy.url` stays as it is (none, or a placeholder that env.py replaces). */
  readonly main: string | null;
  readonly variables: Readonly<Record<string, string>>;
  /** A dialect that has no throw-away server; null if there is none. */
  readonly foreignDialect: string | null;
}

/** Name of the main database: as the target's own URL says, else the first URL variable's, else the target's name. */
export function mainDatabaseName(
  target: Target,
  values: Readonly<Record<string, string | undefined>>,
): string {
  const urls = [target.url, ...target.urlEnv.map((name) => values[name])];
  for (const text of urls) {
    const url = text === null || text === undefined ? null : parseDatabaseUrl(text);
    if (url?.dialect === "postgresql" && /^[^/]+$/.test(url.database)) return url.database;
  }
  return target.name.replaceAll(/[^\w-]+/g, "_") || "migrun";
}

/** Makes every URL of the target point to a database of its own. Drivers and harmless parameters are kept. */
export async function targetUrls(
  target: Target,
  values: Readonly<Record<string, string | undefined>>,
  databases: TargetDatabases,
): Promise<TargetUrls> {
  const own = target.url === null ? null : parseDatabaseUrl(target.url);
  const foreignDialect = foreignOf([
    target.url ?? target.rawUrl,
    ...target.urlEnv.map((name) => values[name] ?? null),
  ]);
  if (foreignDialect !== null) return { main: null, variables: {}, foreignDialect };
  const variables: Record<string, string> = {};
  for (const name of target.urlEnv) {
    const value = values[name] ?? target.url ?? (target.isAsync ? "postgresql+asyncpg://" : "postgresql://");
    variables[name] =
      (await isolated(value, databases)) ?? (await isolated("postgresql://", databases)) ?? "";
  }
  const sqlite = [target.url ?? target.rawUrl, ...target.urlEnv.map((name) => values[name] ?? null)].some(
    isSqliteUrl,
  );
  // env.py may have a URL of its own that nobody sees from here: a database is ready for it.
  if (!sqlite) await databases.main();
  const main = own === null || !isSupported(own.dialect) ? null : await isolated(target.url ?? "", databases);
  return { main, variables, foreignDialect: null };
}

/** Environment values as the child would have them without isolation: configured ones win. */
export function urlValues(
  inherited: Readonly<Record<string, string | undefined>>,
  settings: TargetConfig,
  fromFiles: Readonly<Record<string, string>>,
): Readonly<Record<string, string | undefined>> {
  return { ...inherited, ...fromFiles, ...settings.env };
}

async function isolated(text: string, databases: TargetDatabases): Promise<string | null> {
  const url = parseDatabaseUrl(text);
  if (url === null) return null;
  if (url.dialect === "sqlite") return redirectSqliteUrl(url, databases.sqliteFile(url.database));
  if (url.dialect !== "postgresql") return null;
  const main = await databases.main();
  return redirectUrl(url, { ...main.endpoint, database: main.database });
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

function isSupported(dialect: string): boolean {
  return dialect === "postgresql" || dialect === "sqlite";
}
