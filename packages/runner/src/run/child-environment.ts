import { isDatabaseUrl } from "@migrun/core";

/** What the environment of a target's Python process is made from. */
export interface ChildEnvironmentSource {
  /** The environment migrun was started in. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
  /** `envFile` and `env` of the target's configuration; wins over the inherited one. */
  readonly configured: Readonly<Record<string, string>>;
  /** Variables that env.py reads its URL from, with the isolated URL that each gets. */
  readonly urls: Readonly<Record<string, string>>;
}

/**
 * The isolation layer *environment*: no libpq variable, no database URL that is not the target's own,
 * nothing written into the user's tree. Names of what was withheld are returned for `-v`; never values.
 */
export function childEnvironment(source: ChildEnvironmentSource): {
  readonly env: Record<string, string>;
  readonly withheld: readonly string[];
} {
  const env: Record<string, string> = {};
  const withheld: string[] = [];
  // Settings classes read names in any case: `database_url` beside DATABASE_URL would win or lose by chance.
  const taken = new Set(Object.keys(source.urls).map((name) => name.toUpperCase()));
  const isDouble = (name: string): boolean => !(name in source.urls) && taken.has(name.toUpperCase());
  for (const [name, value] of Object.entries(source.inherited)) {
    if (value === undefined) continue;
    if (isConnectionVariable(name) || isDatabaseUrl(value) || isDouble(name)) withheld.push(name);
    else env[name] = value;
  }
  for (const [name, value] of Object.entries(source.configured)) {
    if (isConnectionVariable(name) || (isDatabaseUrl(value) && !(name in source.urls))) withheld.push(name);
    else env[name] = value;
  }
  Object.assign(env, source.urls, { PYTHONDONTWRITEBYTECODE: "1" });
  // A pinned seed makes Alembic's order reproducible where it walks a set (several depends_on).
  env["PYTHONHASHSEED"] ??= "0";
  return { env, withheld: withheld.sort() };
}

/** libpq's variables (PostgreSQL manual, "Environment Variables") and the password of the MySQL client. */
function isConnectionVariable(name: string): boolean {
  return /^PG[A-Z_]+$/.test(name) || name === "MYSQL_PWD";
}
