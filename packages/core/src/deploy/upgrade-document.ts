import type { RevisionId } from "../revision/revision.ts";

/**
 * What became of a revision in a deploy. `unknown`: a part of it may be there, because it committed in the
 * middle or ran statements outside a transaction, or because nobody could look afterwards.
 */
export type RevisionState = "not-started" | "committed" | "rolled-back" | "unknown";

/**
 * How a target ended. `at_head`: nothing was to do. `ahead`: the database has revisions that this code has not,
 * proved by the record. `busy`: the lock was not to be had. `refused`: not begun. `skipped`: another target failed,
 * or the run was stopped before. `planned`: a dry run.
 */
export type UpgradeStatus =
  | "upgraded"
  | "downgraded"
  | "at_head"
  | "ahead"
  | "planned"
  | "failed"
  | "busy"
  | "refused"
  | "skipped";

/** A session of the server: who holds a lock, or who stands in the way. */
export interface LockHolder {
  readonly pid: number;
  readonly application: string;
  /** Address of the client, or `local`. */
  readonly client: string;
  /** Age in seconds. */
  readonly seconds: number;
  /** `active`, `idle in transaction`; for a holder of an advisory lock the mode. */
  readonly state: string;
}

/** Something of a database that is not as it should be. */
export interface DatabaseFault {
  readonly name: string;
  readonly table: string;
}

/** An index that no query is served by: its build did not end. */
export interface InvalidIndex extends DatabaseFault {
  /** The applied revision whose file names it; null: none does, so that it may be somebody else's. */
  readonly revision: RevisionId | null;
}

/** What a connection saw that was opened after the work. */
export interface UpgradeProof {
  /** Rows of the version tables. */
  readonly rows: readonly RevisionId[];
  /** Are they where the deploy was to end? */
  readonly atTarget: boolean;
  readonly invalidIndexes: readonly InvalidIndex[];
  readonly unvalidatedConstraints: readonly DatabaseFault[];
}

/** Why a target was not upgraded, in words and with the next step. */
export interface UpgradeProblem {
  /** `lock-busy`, `wrong-database`, `database`, …: stable. */
  readonly kind: string;
  readonly message: string;
  readonly hint: string;
  readonly revision: RevisionId | null;
  /** Relative to the working directory. */
  readonly file: string | null;
  readonly line: number | null;
  readonly statement: string | null;
  readonly sqlState: string | null;
  /** Who held the lock, or stood in the way. */
  readonly holders: readonly LockHolder[];
}

/** One target of a deploy. */
export interface UpgradeTarget {
  readonly name: string;
  readonly config: string;
  readonly section: string;
  readonly status: UpgradeStatus;
  readonly exitCode: number;
  readonly durationMs: number;
  /** `db.internal/users`, never a password; null where it is not known. */
  readonly database: string | null;
  readonly direction: "upgrade" | "downgrade";
  /** Rows before; null where nobody could look. */
  readonly from: readonly RevisionId[] | null;
  readonly revisions: readonly { readonly id: RevisionId; readonly state: RevisionState }[];
  /** `revision`: each in a transaction of its own; `run`: all in one. Null where env.py did not get so far. */
  readonly unit: "revision" | "run" | null;
  readonly tries: number;
  /** Further tries because a lock of a table was not to be had in time. */
  readonly lockTimeoutRetries: number;
  /** Time spent waiting for locks. */
  readonly waitedMs: number;
  /** Effective values in the session that migrated. */
  readonly settings: Readonly<Record<string, string>>;
  readonly proof: UpgradeProof | null;
  /** Of a way down: the statements that take something away, as offline mode tells them. */
  readonly lost: readonly string[];
  /** The SQL of a dry run; null where offline mode cannot tell it. */
  readonly sql: string | null;
  readonly problem: UpgradeProblem | null;
  readonly notes: readonly string[];
}

/** How many targets ended how. */
export type UpgradeSummary = Readonly<Record<"targets" | UpgradeStatus, number>>;

/** Every status, in the order of counts. */
export const UPGRADE_STATUSES = [
  "upgraded",
  "downgraded",
  "at_head",
  "ahead",
  "planned",
  "failed",
  "busy",
  "refused",
  "skipped",
] as const satisfies readonly UpgradeStatus[];

/** Counts the targets of a deploy by how they ended. */
export function summaryOf(targets: readonly Pick<UpgradeTarget, "status">[]): UpgradeSummary {
  const count = (status: UpgradeStatus): number => targets.filter((one) => one.status === status).length;
  const counts = UPGRADE_STATUSES.map((status) => [status, count(status)] as const);
  return { targets: targets.length, ...(Object.fromEntries(counts) as Record<UpgradeStatus, number>) };
}

/** What `migrun upgrade --format json` prints. Fields may be added, never changed. */
export interface UpgradeDocument {
  readonly $schema: string;
  readonly schemaVersion: 1;
  readonly command: "upgrade";
  readonly ok: boolean;
  readonly exitCode: number;
  readonly dryRun: boolean;
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly summary: UpgradeSummary;
  readonly targets: readonly UpgradeTarget[];
}

/** The JSON Schema that the document names; it ships as `schemas/upgrade.v1.json`. */
export const UPGRADE_SCHEMA = "urn:migrun:schemas/upgrade.v1.json";
