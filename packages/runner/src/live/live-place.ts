import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { readFile } from "node:fs/promises";
import { type DatabaseUrl, err, ok, parseDatabaseUrl, type Result } from "@migrun/core";
import type { DatabaseFailure, DatabasePlace, Tls } from "../database/connect.ts";

/** Why nobody could look into a live database. `message` may name hosts, and never holds a password. */
export interface LiveFailure {
  readonly kind: DatabaseFailure["kind"] | "no-url" | "bad-url" | "unsupported" | "not-readable";
  readonly message: string;
}

/** Where a live database is. */
export type LivePlace =
  /** In the order in which they are tried: as libpq, hosts one after the other, and each as `sslmode` says. */
  | { readonly kind: "postgresql"; readonly attempts: readonly DatabasePlace[] }
  | { readonly kind: "sqlite"; readonly file: string };

/** What reading a live URL takes from around it. */
export interface LiveSurroundings {
  /** A relative SQLite file is relative to where Alembic runs. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Reads the `url` of a target as SQLAlchemy and libpq do. */
export async function readLivePlace(
  url: string,
  { cwd, env }: LiveSurroundings,
): Promise<Result<LivePlace, LiveFailure>> {
  const parsed = parseDatabaseUrl(url);
  if (parsed === null)
    return err({
      kind: "bad-url",
      message: "`url` is not of the form postgresql://user:password@host:5432/database",
    });
  if (parsed.dialect === "sqlite") return sqlitePlace(parsed, cwd);
  if (parsed.dialect !== "postgresql")
    return err({
      kind: "unsupported",
      message: `a ${parsed.dialect} database cannot be looked into; Postgres and SQLite can`,
    });
  const query = new Map(parsed.query.map(([key, value]) => [key.toLowerCase(), value]));
  const variants = await tlsVariants(query, env);
  if (!variants.ok) return variants;
  const user = parsed.user ?? query.get("user") ?? env["PGUSER"] ?? env["USER"] ?? "postgres";
  const database = parsed.database || (query.get("dbname") ?? env["PGDATABASE"] ?? user);
  const password = parsed.password ?? query.get("password") ?? "";
  const options = query.get("options");
  const attempts = hostsOf(parsed, env).flatMap(({ host, port }) =>
    // A Unix socket has no TLS.
    (host.startsWith("/") ? [false as const] : variants.value).map((tls) => ({
      endpoint: { host, port, user, password },
      database,
      tls,
      ...(options === undefined ? {} : { options }),
    })),
  );
  return ok({ kind: "postgresql", attempts });
}

function sqlitePlace(url: DatabaseUrl, cwd: string): Result<LivePlace, LiveFailure> {
  if (url.database === "" || url.database === ":memory:")
    return err({ kind: "unsupported", message: "a SQLite database in memory is nobody else's to look into" });
  if (url.database.startsWith("file:"))
    return err({ kind: "unsupported", message: "a `file:` URI of SQLite is not read" });
  return ok({ kind: "sqlite", file: resolve(cwd, url.database) });
}

interface Host {
  readonly host: string;
  readonly port: number;
}

/** `host=` of the query wins, as in SQLAlchemy; several by commas, or `host=h1:5432&host=h2:5432`. */
function hostsOf(url: DatabaseUrl, env: LiveSurroundings["env"]): readonly Host[] {
  const all = (key: string): readonly string[] =>
    url.query.filter(([name]) => name.toLowerCase() === key).flatMap(([, value]) => value.split(","));
  const named = all("host");
  const ports = all("port");
  const hosts = named.length > 0 ? named : (url.host || env["PGHOST"] || "localhost").split(",");
  return hosts.map((text, index) => {
    const [, bare = text, own] = /^([^/:]+):(\d+)$/u.exec(text) ?? [];
    const port = own ?? ports[index] ?? ports[0] ?? url.port ?? env["PGPORT"] ?? 5432;
    return { host: bare, port: Number(port) || 5432 };
  });
}

/** What libpq tries one after the other for an `sslmode` (`ssl` of asyncpg means the same). */
async function tlsVariants(
  query: ReadonlyMap<string, string>,
  env: LiveSurroundings["env"],
): Promise<Result<readonly Tls[], LiveFailure>> {
  const mode = sslMode(query.get("sslmode") ?? query.get("ssl") ?? env["PGSSLMODE"] ?? "prefer");
  if (mode === "disable") return ok([false]);
  const client = await clientCertificate(query, env);
  if (!client.ok) return client;
  const unchecked: Tls = { rejectUnauthorized: false, ...client.value };
  if (mode === "allow") return ok([false, unchecked]);
  if (mode === "prefer") return ok([unchecked, false]);
  const given = query.get("sslrootcert") ?? env["PGSSLROOTCERT"];
  const standard = join(homedir(), ".postgresql", "root.crt");
  const ca = given === "system" ? null : await readPem(given ?? standard);
  if (ca === null && given !== undefined && given !== "system") return unreadable("sslrootcert");
  const trust = ca === null ? {} : { ca };
  if (mode === "verify-full") return ok([{ rejectUnauthorized: true, ...trust, ...client.value }]);
  // libpq: with a root certificate at hand `require` checks the chain as `verify-ca` does.
  if (mode === "verify-ca" || (mode === "require" && ca !== null))
    return ok([{ rejectUnauthorized: true, checkName: false, ...trust, ...client.value }]);
  if (mode === "require") return ok([unchecked]);
  return err({ kind: "bad-url", message: `the sslmode of \`url\` is not known: ${mode}` });
}

function sslMode(given: string): string {
  if (/^(?:true|1|yes|on)$/iu.test(given)) return "require";
  return /^(?:false|0|no|off)$/iu.test(given) ? "disable" : given.replaceAll("_", "-");
}

async function clientCertificate(
  query: ReadonlyMap<string, string>,
  env: LiveSurroundings["env"],
): Promise<Result<{ readonly cert?: string; readonly key?: string }, LiveFailure>> {
  const found: { cert?: string; key?: string } = {};
  for (const [part, name] of [
    ["cert", "sslcert"],
    ["key", "sslkey"],
  ] as const) {
    const path = query.get(name) ?? env[`PG${name.toUpperCase()}`];
    if (path === undefined || path === "") continue;
    const pem = await readPem(path);
    if (pem === null) return unreadable(name);
    found[part] = pem;
  }
  return ok(found);
}

async function readPem(path: string): Promise<string | null> {
  return await readFile(path, "utf8").catch(() => null);
}

function unreadable(parameter: string): Result<never, LiveFailure> {
  return err({ kind: "bad-url", message: `the file of ${parameter} cannot be read` });
}
