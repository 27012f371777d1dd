/** A SQLAlchemy database URL in its parts. Decoded; may hold a password, so print it only through `redactUrl`. */
export interface DatabaseUrl {
  /** `postgresql`, `sqlite`, `mysql`, … lower case. */
  readonly dialect: string;
  /** `psycopg2`, `asyncpg`, …; null where the URL names none and SQLAlchemy chooses. */
  readonly driver: string | null;
  readonly user: string | null;
  readonly password: string | null;
  readonly host: string;
  readonly port: number | null;
  readonly database: string;
  readonly query: readonly (readonly [string, string])[];
}

/** Where a rewritten URL points. */
export interface UrlDestination {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

// The grammar of sqlalchemy.engine.url.make_url: an `@` inside a password must be percent-encoded.
const URL_PATTERN =
  /^(?<name>[\w+]+):\/\/(?:(?<user>[^:/]*)(?::(?<password>[^@]*))?@)?(?:(?:\[(?<v6>[^/?]+)\]|(?<host>[^/:?]+))?(?::(?<port>[^/?]*))?)?(?:\/(?<database>[^?]*))?(?:\?(?<query>.*))?$/s;

/** Names that URL schemes of SQL databases begin with; others (redis, amqp, http) are not database URLs. */
const SQL_DIALECTS: ReadonlySet<string> = new Set([
  "postgresql",
  "postgres",
  "sqlite",
  "mysql",
  "mariadb",
  "mssql",
  "oracle",
  "cockroachdb",
  "redshift",
  "snowflake",
  "firebird",
  "db2",
  "ibm_db_sa",
  "clickhouse",
  "duckdb",
  "crate",
  "bigquery",
  "databricks",
  "trino",
  "hana",
  "teradatasql",
  "timescaledb",
  "postgis",
  "yugabytedb",
]);

/**
 * Connection parameters that lead to another server or identity, or demand what a throw-away server has not
 * (TLS, Kerberos). Everything else in a query (`options`, `application_name`, `server_settings`) is kept.
 */
const SERVER_PARAMETERS =
  /^(host|hostaddr|port|user|password|dbname|database|dsn|service|servicefile|passfile|ssl.*|requiressl|gss.*|krb.*|channel_binding|require_auth|target_session_attrs|load_balance_hosts|unix_sock|direct_tls|oauth.*)$/;

/** The raw texts of a SQLAlchemy URL: name, user, password, v6 or host, port, database, query; null where it is none. */
export function splitUrl(text: string): Readonly<Record<string, string | undefined>> | null {
  return URL_PATTERN.exec(text.trim())?.groups ?? null;
}

/** Reads a SQLAlchemy URL; null where the text is none. */
export function parseDatabaseUrl(text: string): DatabaseUrl | null {
  const groups = splitUrl(text);
  if (groups === null) return null;
  const [dialect = "", driver] = (groups["name"] ?? "").toLowerCase().split("+");
  const query = parseQuery(groups["query"] ?? "");
  const port = Number.parseInt(groups["port"] ?? "", 10);
  return {
    dialect: dialect === "postgres" ? "postgresql" : dialect,
    driver: driver ?? null,
    user: groups["user"] === undefined ? null : decode(groups["user"]),
    password: groups["password"] === undefined ? null : decode(groups["password"]),
    host: groups["v6"] ?? decode(groups["host"] ?? ""),
    port: Number.isNaN(port) ? null : port,
    database: dialect === "sqlite" ? (groups["database"] ?? "") : decode(groups["database"] ?? ""),
    query,
  };
}

/** Is the text the URL or the libpq keyword string of an SQL database? */
export function isDatabaseUrl(text: string): boolean {
  const value = text.trim().replace(/^jdbc:/, "");
  const url = parseDatabaseUrl(value);
  if (url !== null && SQL_DIALECTS.has(url.dialect)) return true;
  return /(^|\s)(host|hostaddr|service)\s*=/.test(value) && /(^|\s)(dbname|user|service)\s*=/.test(value);
}

/** The same URL (dialect, driver, harmless parameters) pointing at another Postgres database. */
export function redirectUrl(url: DatabaseUrl, to: UrlDestination): string {
  const name = url.driver === null ? url.dialect : `${url.dialect}+${url.driver}`;
  const query = url.query.filter(([key]) => !SERVER_PARAMETERS.test(key.toLowerCase()));
  const search = query
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join("&");
  const authority = `${encode(to.user)}:${encode(to.password)}@${to.host}:${to.port}`;
  return `${name}://${authority}/${encode(to.database)}${search === "" ? "" : `?${search}`}`;
}

/** The same SQLite URL on another file. */
export function redirectSqliteUrl(url: DatabaseUrl, path: string): string {
  const name = url.driver === null ? "sqlite" : `sqlite+${url.driver}`;
  return `${name}:///${path}`;
}

/**
 * What the URL of a Postgres database begins with where nobody says which driver: plain, if SQLAlchemy's own choice is
 * there (psycopg from 2.1 on, psycopg2 before), else with the name of one that is.
 */
export function plainPostgresUrl(
  has: { readonly drivers: readonly string[]; readonly sqlalchemy: string },
  isAsync: boolean,
): string {
  const [major = 0, minor = 0] = has.sqlalchemy.split(".").map(Number);
  const own = major > 2 || (major === 2 && minor >= 1) ? "psycopg" : "psycopg2";
  if (!isAsync && has.drivers.includes(own)) return "postgresql://";
  const wanted = isAsync ? ["asyncpg", "psycopg"] : ["psycopg2", "psycopg", "pg8000", "asyncpg"];
  const driver = wanted.find((name) => has.drivers.includes(name)) ?? (isAsync ? "asyncpg" : null);
  return driver === null ? "postgresql://" : `postgresql+${driver}://`;
}

/** How a database that was asked for is named in a report: `db.internal:5433/users`; never user or password. */
export function databaseLabel(asked: {
  readonly host: string;
  readonly port?: number | null;
  readonly database: string;
}): string {
  const port = asked.port === null || asked.port === undefined || asked.port === 5432 ? "" : `:${asked.port}`;
  const host = asked.host === "" ? "(default host)" : `${asked.host}${port}`;
  return `${host}/${asked.database}`;
}

function parseQuery(text: string): readonly (readonly [string, string])[] {
  return text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const at = pair.indexOf("=");
      return at < 0
        ? ([decode(pair), ""] as const)
        : ([decode(pair.slice(0, at)), decode(pair.slice(at + 1).replaceAll("+", " "))] as const);
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % is a literal % to SQLAlchemy too
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("'", "%27");
}
