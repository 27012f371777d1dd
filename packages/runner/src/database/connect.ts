import { Socket } from "node:net";
import type { ClientConfig } from "pg";
import { err, ok } from "@migrun/core";
import type { Result } from "@migrun/core";
import type { Endpoint } from "../bridge/protocol.ts";

/** How a given server wants to be spoken to; an embedded one listens on loopback without TLS. */
export type Tls =
  | false
  | {
      readonly rejectUnauthorized: boolean;
      readonly ca?: string;
      /** False: the chain is checked, and not whose name it is for (libpq's `verify-ca`). */
      readonly checkName?: false;
      /** Of the client, PEM. */
      readonly cert?: string;
      readonly key?: string;
    };

/** One database on one server. */
export interface DatabasePlace {
  readonly endpoint: Endpoint;
  readonly database: string;
  readonly tls?: Tls;
  /** libpq's `options`, such as `-c search_path=shop`. */
  readonly options?: string;
}

/** Why a connection or a statement failed. Messages are the server's own and never hold a password. */
export interface DatabaseFailure {
  readonly kind: "unreachable" | "login" | "no-database" | "timed-out" | "lost" | "statement";
  readonly message: string;
  /** `42501`; null where the failure is not the server's. */
  readonly sqlState: string | null;
  /** Character of the statement at which the server stopped, from 1; null where it names none. */
  readonly position: number | null;
}

/** Limits in milliseconds. */
export interface ConnectOptions {
  /** Default 10 s. */
  readonly connectTimeoutMs?: number;
  /** Per statement; default 60 s. */
  readonly queryTimeoutMs?: number;
  /** What the server shows beside the connection; default `migrun`. */
  readonly applicationName?: string;
  /** An empty password is looked for where libpq does: PGPASSWORD, the password file. */
  readonly findPassword?: boolean;
  /** Cuts the connection at once. */
  readonly signal?: AbortSignal;
}

/** An open connection in autocommit. A failed statement rejects with `StatementError`. */
export interface Connection extends AsyncDisposable {
  /** Rows as objects. */
  query<Row extends Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
  ): Promise<readonly Row[]>;
  /** Rows as arrays, in the order of the select list. */
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
}

/** A statement that the server refused, or that lost its connection. */
export class StatementError extends Error {
  readonly failure: DatabaseFailure;

  constructor(failure: DatabaseFailure, cause: unknown) {
    super(failure.message, { cause });
    this.name = "StatementError";
    this.failure = failure;
  }
}

/**
 * Connects; the driver is loaded at the first call. Neither PG* variables nor a password file are looked at, but
 * for `findPassword`.
 */
export async function openConnection(
  place: DatabasePlace,
  options: ConnectOptions = {},
): Promise<Result<Connection, DatabaseFailure>> {
  const { Client } = (await import("pg")).default;
  options.signal?.throwIfAborted();
  // Ours, so that it can be cut where the server does not answer a farewell.
  const socket = new Socket();
  const cut = (): void => void socket.destroy();
  options.signal?.addEventListener("abort", cut, { once: true });
  const close = (): void => {
    options.signal?.removeEventListener("abort", cut);
    cut();
  };
  const client = new Client({ ...clientConfig(place, options), stream: () => socket });
  // A server that goes away while nothing is asked must not end the process; the next query reports it.
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    close();
    return err(failureOf(error, "unreachable"));
  }
  const run = async <T>(ask: Promise<T>): Promise<T> => {
    try {
      return await ask;
    } catch (error) {
      throw new StatementError(failureOf(error, "lost"), error);
    }
  };
  return ok({
    query: async <Row extends Record<string, unknown>>(sql: string, values: readonly unknown[] = []) =>
      (await run(values.length > 0 ? client.query<Row>(sql, [...values]) : client.query<Row>(sql))).rows,
    rows: async (sql: string) => (await run(client.query<unknown[]>({ text: sql, rowMode: "array" }))).rows,
    [Symbol.asyncDispose]: async () => {
      const farewell = setTimeout(cut, FAREWELL_MS);
      await client.end().catch(() => {});
      clearTimeout(farewell);
      close();
    },
  });
}

/** What a server has to answer when a connection is closed. */
const FAREWELL_MS = 1000;

/** Connects, uses and closes. Failures of the connection and of statements inside `use` come back as a value. */
export async function withConnection<T>(
  place: DatabasePlace,
  use: (connection: Connection) => Promise<T>,
  options: ConnectOptions = {},
): Promise<Result<T, DatabaseFailure>> {
  const opened = await openConnection(place, options);
  if (!opened.ok) return opened;
  await using connection = opened.value;
  try {
    return ok(await use(connection));
  } catch (error) {
    if (error instanceof StatementError) return err(error.failure);
    throw error;
  }
}

/** Quotes an identifier for SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a string for SQL, whatever `standard_conforming_strings` says. */
export function quoteText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
  return text.includes("\\") ? ` E${quoted}` : quoted;
}

function clientConfig(place: DatabasePlace, options: ConnectOptions): ClientConfig {
  const { endpoint, database, tls } = place;
  const search = options.findPassword === true && endpoint.password === "";
  return {
    host: endpoint.socketFolder ?? endpoint.host,
    port: endpoint.port,
    user: endpoint.user,
    // A function keeps the driver from searching ~/.pgpass for an empty password.
    ...(search ? {} : { password: () => endpoint.password }),
    database,
    ssl: tlsConfig(tls),
    options: place.options ?? "",
    application_name: options.applicationName ?? "migrun",
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    query_timeout: options.queryTimeoutMs ?? 60_000,
  };
}

function tlsConfig(tls: Tls | undefined): NonNullable<ClientConfig["ssl"]> {
  if (tls === undefined || tls === false) return false;
  const { checkName, ...rest } = tls;
  return checkName === false ? { ...rest, checkServerIdentity: () => undefined } : rest;
}

const LOGIN_STATES = new Set(["28000", "28P01"]);

function failureOf(error: unknown, fallback: "unreachable" | "lost"): DatabaseFailure {
  const cause = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  const failure = (kind: DatabaseFailure["kind"], message: string, sqlState: string | null = null) => ({
    kind,
    message,
    sqlState,
    position: positionOf(cause),
  });
  if (!(cause instanceof Error)) return failure(fallback, String(cause));
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : null;
  const message = cause.message;
  if (code !== null && "severity" in cause) {
    if (LOGIN_STATES.has(code)) return failure("login", message, code);
    if (code === "3D000") return failure("no-database", message, code);
    return failure(fallback === "unreachable" ? "unreachable" : "statement", message, code);
  }
  // The driver's own words for a limit that ran out, and for a scram exchange without a password.
  if (/timeout/iu.test(message)) return failure("timed-out", message);
  if (/password must be/iu.test(message)) return failure("login", "a password is needed");
  return failure(fallback, message);
}

function positionOf(cause: unknown): number | null {
  if (typeof cause !== "object" || cause === null || !("position" in cause)) return null;
  const position = Number(cause.position);
  return Number.isInteger(position) && position > 0 ? position : null;
}
