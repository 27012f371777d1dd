import type { Catalog, CheckId, FindingDraft, RunEvent, Target, TargetConfig } from "@migrun/core";
import type { BridgeTarget, RequestOptions } from "../bridge/bridge.ts";
import type { Endpoint } from "../bridge/protocol.ts";
import type { TargetAccounts } from "../run/target-accounts.ts";
import type { TargetHistory } from "../run/target-history.ts";
import type { TargetDatabases } from "../run/target-databases.ts";

/** Everything a check of one target may use. Checks never know of each other. */
export interface CheckContext {
  readonly target: Target;
  readonly settings: TargetConfig;
  readonly history: TargetHistory;
  readonly bridge: BridgeTarget;
  readonly databases: TargetDatabases;
  readonly accounts: TargetAccounts;
  /** What a database of this target held before the first revision. */
  readonly pristine: (endpoint: Endpoint, database: string) => Promise<Catalog>;
  /** Folders that belong to other targets: a table that is defined there is not one of this target's models. */
  readonly strangers: readonly string[];
  /** Variables that were kept from env.py, since their values are URLs of databases that are not its own. */
  readonly withheld: readonly string[];
  /** Variables that env.py finds: in its environment, or in a dotenv file of its own. */
  readonly given: readonly string[];
  /** Those of them that hold the isolated database: its URL, or one part of it. */
  readonly supplied: readonly string[];
  /** Is the layer *network* in force, which lets nothing out? */
  readonly isCutOff: boolean;
  /** Makes an absolute path relative to the working directory of the run. */
  readonly show: (path: string) => string;
  /** Is the revision new, or are all judged? */
  readonly isJudged: (revision: string) => boolean;
  /** Is the check `lint` wanted? Then the way down is recorded, and the way up of what is judged is traced. */
  readonly isLinted: boolean;
  /** How the user calls Alembic for this target: `alembic -c services/users/alembic.ini -n users`. */
  readonly alembic: string;
  /** Time limit of one request to Python, and the way to cancel it. */
  readonly request: RequestOptions;
  readonly emit: (event: RunEvent) => void;
}

/** What a check says, before severities and suppressions are applied. */
export type CheckOutcome =
  | {
      readonly kind: "done";
      readonly data: Readonly<Record<string, unknown>>;
      readonly drafts: readonly FindingDraft[];
      /** Of the round trip: the revisions that it went down and up again; absent: none, or another check. */
      readonly reached?: ReadonlySet<string>;
      /** Something was left out, since another check did not get that far: what it did not find proves nothing. */
      readonly isPartial?: true;
    }
  /** It does not apply, or needs something that another check did not give. */
  | { readonly kind: "skipped"; readonly reason: string }
  /** It could not be done: infrastructure, not the user's history. */
  | { readonly kind: "error"; readonly reason: string; readonly drafts: readonly FindingDraft[] };

/** The reason of what was stopped by Ctrl-C or SIGTERM. */
export const INTERRUPTED = "interrupted";

/** A check that was done. */
export function done(
  drafts: readonly FindingDraft[],
  data: Readonly<Record<string, unknown>> = {},
  reached?: ReadonlySet<string>,
): CheckOutcome {
  return { kind: "done", data, drafts, ...(reached !== undefined && { reached }) };
}

/** A check that does not apply here. */
export function skipped(reason: string): CheckOutcome {
  return { kind: "skipped", reason };
}

/** Ids of the checks that need Python and a database. */
export const DATABASE_CHECKS: readonly CheckId[] = ["upgrade", "lint", "sql", "drift", "roundtrip"];
