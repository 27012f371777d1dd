import type { Result } from "@migrun/core";
import type {
  AskedDatabase,
  BridgeError,
  BridgeEvent,
  BridgeOperation,
  BridgeOperations,
  GivenDatabase,
  OpenRequest,
} from "./protocol.ts";

/** Versions found inside the interpreter. */
export interface PythonVersions {
  readonly python: string;
  readonly alembic: string;
  readonly sqlalchemy: string;
  /** Drivers of Postgres that it can import: `psycopg2`, `psycopg`, `pg8000`, `asyncpg`. */
  readonly drivers: readonly string[];
}

/** What a caller wants to hear of a target's Python process. */
export interface BridgeListener {
  /** Must give a database for every one asked for, or refuse it. Called once per distinct database. */
  readonly onDatabase: (asked: AskedDatabase) => Promise<GivenDatabase>;
  readonly onEvent: (event: BridgeEvent) => void;
  /** What env.py and revisions print: untrusted text. */
  readonly onOutput: (stream: "stdout" | "stderr", text: string) => void;
}

/** How to run one request. */
export interface RequestOptions {
  /** Over this the process group is killed and the answer is `timed-out`. Milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * The Python process of one target. Requests run one after the other. When the process has ended
 * (crash, timeout, `not-rerunnable`), the next request opens a fresh one by itself.
 */
export interface BridgeTarget extends AsyncDisposable {
  request<O extends BridgeOperation>(
    operation: O,
    request: BridgeOperations[O]["request"],
    options: RequestOptions,
  ): Promise<Result<BridgeOperations[O]["result"], BridgeError>>;
  /** Ends the process, so that the next request meets nothing of the former ones: no pool of connections, no module. */
  renew(): Promise<void>;
}

/** One interpreter, started once, that forks (or spawns) a process per target. */
export interface Bridge extends AsyncDisposable {
  readonly versions: PythonVersions;
  /** Opens a target: the process is made at once, env.py is not run yet. */
  open(request: OpenRequest, listener: BridgeListener): BridgeTarget;
}

/** Why an interpreter cannot serve. */
export interface BridgeStartError {
  readonly kind: "no-alembic" | "too-old" | "cannot-start" | "timed-out";
  readonly message: string;
  /** The exact command that mends it. */
  readonly hint: string;
}
