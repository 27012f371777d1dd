import type { DatabaseFault, LockHolder } from "@migrun/core";
import type { BridgeError, EngineRun, OpenRequest } from "../bridge/protocol.ts";

/**
 * How a process is opened for a live database: no isolation layer is in force. A process that was started for
 * checks refuses it, and one that was started for live databases refuses everything else.
 */
export type LiveOpenRequest = Omit<OpenRequest, "own" | "foreign"> & { readonly mode: "live" };

/** What every operation on a live database is told. Times in milliseconds. */
export interface LiveRequest {
  readonly runId: string;
  /** Where the lock is taken; null: on whatever env.py connects to. Holds a password. */
  readonly lockUrl: string | null;
  readonly lockScope: "database" | "history";
  /** For all waiting together. */
  readonly lockTimeoutMs: number;
  readonly pollMs: number;
  /** Hosts of which the database must be on one; null: any. */
  readonly expectHost: readonly string[] | null;
  /** `lock_timeout` of the sessions that migrate, where nothing else sets one. */
  readonly statementLockTimeoutMs: number;
  readonly idleInTransactionTimeoutMs: number;
  readonly direction: "upgrade" | "downgrade";
  readonly to: string;
  /** How many heads there may be, or their branch labels; null: any, because `to` says which are meant. */
  readonly heads: number | readonly string[] | null;
  /** Commit after each revision, also where env.py does not. */
  readonly step: boolean;
  readonly record: boolean;
  /** Pid of a holder whose session is to be ended; only `look` does it. */
  readonly release: number | null;
}

/** A fresh connection's view of one database; `rows` per version table. */
export type LiveProof =
  | { readonly unreachable: string }
  | {
      readonly rows: readonly (readonly string[])[];
      /** `revision`: an applied one whose file names it. */
      readonly invalidIndexes: readonly (DatabaseFault & { readonly revision?: string | null })[];
      readonly unvalidatedConstraints: readonly DatabaseFault[];
    };

/** Why migrun itself went no further. */
export type LiveStop =
  | "lock-busy"
  | "lock-lost"
  | "wrong-database"
  | "wrong-host"
  | "wrong-target"
  | "pooler"
  | "driver"
  | "dialect"
  | "no-lock"
  | "downgrade"
  | "several-heads"
  | "ahead"
  | "unknown-revision"
  | "stopped";

/** The answer to `deploy` and `look`. */
export interface LiveAnswer {
  readonly reason: LiveStop | null;
  readonly message: string | null;
  readonly details: {
    readonly holders?: readonly LockHolder[];
    readonly lost?: readonly string[];
    readonly rows?: readonly string[];
    readonly unknown?: readonly string[];
    readonly heads?: readonly string[];
    /** No driver is installed. */
    readonly missing?: boolean;
  };
  readonly error: Omit<BridgeError, "statements" | "runs"> | null;
  /** The connection broke under a statement. */
  readonly disconnected: boolean;
  /** Seconds that the session was idle before its last statement, if it may not be idle as long in a transaction. */
  readonly pause: number | null;
  readonly runs: readonly EngineRun[];
  readonly plans: readonly (readonly string[])[];
  readonly started: readonly string[];
  readonly unsafe: readonly string[];
  readonly waitedMs: number;
  readonly place: string | null;
  readonly settings: Readonly<Record<string, string>>;
  /** Who stood in the way when a statement last took long. */
  readonly blockers: readonly LockHolder[];
  readonly faultsBefore: { readonly invalidIndexes: readonly DatabaseFault[] } | null;
  /** Was it told to stop? */
  readonly stopped: boolean;
  /** One per database; null where no connection was seen. */
  readonly proof: readonly LiveProof[] | null;
  /** By `run_migrations()` what would still be done; null: a row is unknown to the files, or nobody could look. */
  readonly remaining: readonly (readonly string[] | null)[] | null;
  /** Only of `look`: one per database. */
  readonly lock?: readonly {
    readonly place: string;
    readonly holders: readonly LockHolder[];
    /** Sessions that migrate and whose run has no lock any more. */
    readonly orphans: readonly LockHolder[];
    readonly released: boolean | null;
  }[];
}
