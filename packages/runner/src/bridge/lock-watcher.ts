import { setTimeout as pause } from "node:timers/promises";
import { type Connection, openConnection } from "../database/connect.ts";
import type { Endpoint } from "./protocol.ts";
import { monotonicMs } from "../exec/monotonic-ms.ts";

/** Number of a relation, and a mode of `pg_locks`. */
export type SeenLock = readonly [number, string];

/** Milliseconds between two looks, once a statement has shown itself to be a slow one; a quick one is gone in one. */
const PAUSE_MS = 2;
/** Milliseconds without a pause. */
const EAGER_MS = 50;

const LOOK = (pid: number): string => `
SELECT DISTINCT relation::bigint::text, mode FROM pg_catalog.pg_locks
WHERE pid = ${pid} AND locktype = 'relation' AND granted AND relation >= 16384`;

/**
 * Looks at the locks of a backend from a connection of its own, again and again while a statement runs: for those that
 * commit by themselves, whose locks are gone when they have ended. What cannot be looked at is null.
 */
export class LockWatcher {
  readonly #placeOf: (database: string) => Promise<Endpoint | null>;
  #stop: (() => Promise<readonly SeenLock[]>) | null = null;

  constructor(placeOf: (database: string) => Promise<Endpoint | null>) {
    this.#placeOf = placeOf;
  }

  /** Settles when the first look has been taken: the statement may begin. */
  async begin({ pid, database }: { readonly pid: number; readonly database: string }): Promise<null> {
    await this.end();
    const endpoint = await this.#placeOf(database);
    const opened = endpoint === null ? null : await openConnection({ endpoint, database });
    if (opened?.ok !== true) return null;
    const seen = new Map<string, SeenLock>();
    await look(opened.value, pid, seen).catch(() => {});
    const stopped = new AbortController();
    const looking = lookOn(opened.value, pid, { seen, signal: stopped.signal });
    this.#stop = async () => {
      stopped.abort();
      await looking;
      await opened.value[Symbol.asyncDispose]();
      return [...seen.values()];
    };
    return null;
  }

  /** What was seen since `begin`; null: nobody looked. */
  async end(): Promise<readonly SeenLock[] | null> {
    const stop = this.#stop;
    this.#stop = null;
    return stop === null ? null : await stop();
  }
}

async function lookOn(
  connection: Connection,
  pid: number,
  { seen, signal }: { readonly seen: Map<string, SeenLock>; readonly signal: AbortSignal },
): Promise<void> {
  const eagerUntil = monotonicMs() + EAGER_MS;
  try {
    while (!signal.aborted) {
      await look(connection, pid, seen);
      if (monotonicMs() > eagerUntil) await pause(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  } catch {
    // The server is gone, and the statement with it: its own error tells why.
  }
}

async function look(connection: Connection, pid: number, seen: Map<string, SeenLock>): Promise<void> {
  for (const [id, mode] of await connection.rows(LOOK(pid))) {
    seen.set(`${String(id)} ${String(mode)}`, [Number(id), String(mode)]);
  }
}
