import { err, ok, type Result } from "@migrun/core";
import { type Connection, type DatabasePlace, openConnection, StatementError } from "../database/connect.ts";
import type { LiveFailure, LivePlace } from "./live-place.ts";

/** Limits of one look. Milliseconds. */
export interface LiveLimits {
  readonly connectTimeoutMs: number;
  /** Of each statement: on the server, and a second later on our side, where the server does not answer. */
  readonly statementTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** How long a command of a person waits. */
export const PATIENT = { connectTimeoutMs: 10_000, statementTimeoutMs: 10_000 } as const;

/**
 * Looks into a live database in one read-only transaction that is rolled back. Limits are set inside of it
 * (`SET LOCAL`), so nothing stays behind on a connection that a pooler hands to somebody else.
 */
export async function withLiveConnection<T>(
  place: Extract<LivePlace, { kind: "postgresql" }>,
  use: (connection: Connection) => Promise<T>,
  limits: LiveLimits,
): Promise<Result<T, LiveFailure>> {
  const opened = await openFirst(place.attempts, limits);
  if (!opened.ok) return opened;
  await using connection = opened.value;
  try {
    await connection.query("BEGIN TRANSACTION READ ONLY");
    const ms = Math.ceil(limits.statementTimeoutMs);
    await connection.query(`SET LOCAL statement_timeout = ${ms}`);
    await connection.query(`SET LOCAL lock_timeout = ${ms}`);
    const result = await use(connection);
    await connection.query("ROLLBACK");
    return ok(result);
  } catch (error) {
    limits.signal.throwIfAborted();
    if (error instanceof StatementError) return err(failureOf(error));
    throw error;
  }
}

async function openFirst(
  attempts: readonly DatabasePlace[],
  { connectTimeoutMs, statementTimeoutMs, signal }: LiveLimits,
): Promise<Result<Connection, LiveFailure>> {
  let last: LiveFailure = { kind: "unreachable", message: "no host is named" };
  const dead = new Set<string>();
  for (const place of attempts) {
    const host = `${place.endpoint.host}\0${place.endpoint.port}`;
    if (dead.has(host)) continue;
    const opened = await openConnection(place, {
      connectTimeoutMs,
      queryTimeoutMs: statementTimeoutMs + 1000,
      applicationName: "migrun/look",
      findPassword: true,
      signal,
    });
    signal.throwIfAborted();
    if (opened.ok) return opened;
    const { kind, message, sqlState } = opened.error;
    last = { kind, message };
    // Another way to speak TLS helps where the server refused this one; another host where this one is not there.
    const refusedTls = /SSL|TLS|certificate|EPROTO/iu.test(message) || sqlState === "28000";
    if (!refusedTls) dead.add(host);
    if (kind === "login" && !refusedTls) break;
    if (kind === "no-database") break;
  }
  return err(last);
}

function failureOf({ failure }: StatementError): LiveFailure {
  if (failure.sqlState === "42501") return { kind: "not-readable", message: failure.message };
  if (failure.sqlState === "57014" || failure.sqlState === "55P03")
    return { kind: "timed-out", message: failure.message };
  return { kind: failure.kind, message: failure.message };
}
