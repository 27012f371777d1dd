import type { RevisionId } from "../revision/revision.ts";
import type { LiveState } from "./judge-rows.ts";

/** Where one target's live database stands. Id lists as in `RowsVerdict`. */
export interface LiveStatus {
  readonly name: string;
  readonly state: LiveState;
  /** The rows of its version table. */
  readonly current: readonly RevisionId[];
  /** The rows after `upgrade heads`. */
  readonly expected: readonly RevisionId[];
  /** What `upgrade heads` would run, in order. */
  readonly pending: readonly RevisionId[];
  /** What the state does not say by itself, in words, without secrets. */
  readonly reason: string | null;
}

/** The JSON Schema that the document of `migrun status` names; it ships as `schemas/status.v1.json`. */
export const STATUS_SCHEMA = "urn:migrun:schemas/status.v1.json";

/** What `migrun status --format json` prints. Targets by name. */
export interface StatusDocument {
  readonly $schema: string;
  readonly schemaVersion: 1;
  readonly targets: readonly LiveStatus[];
}

/** A query of an `assertions` file that did not hold. */
export interface FailedAssertion {
  /** Relative to the working directory. */
  readonly file: string;
  readonly line: number;
  /** How many it gave; null: it could not be run. */
  readonly rows: number | null;
  /** Why it could not be run, without secrets. */
  readonly message: string | null;
}

/** A live database after a deploy. */
export interface VerifiedTarget extends LiveStatus {
  /** Nothing that fails was found; warnings count with `--strict` alone. */
  readonly ok: boolean;
  /** What a concurrent build that failed left behind; full names. A failure. */
  readonly invalidIndexes: readonly string[];
  /** `NOT VALID` still; a warning. */
  readonly unvalidatedConstraints: readonly string[];
  /** A failure. In the order of the files. */
  readonly failedAssertions: readonly FailedAssertion[];
}

/** The JSON Schema that the document of `migrun verify` names; it ships as `schemas/verify.v1.json`. */
export const VERIFY_SCHEMA = "urn:migrun:schemas/verify.v1.json";

/** What `migrun verify --format json` prints. Targets by name. */
export interface VerifyDocument {
  readonly $schema: string;
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly targets: readonly VerifiedTarget[];
}

/** What a database is asked to be: exactly at the heads of the files, or at least there. */
export const REQUIREMENTS = ["at-head", "at-least-code"] as const;
/** One of the requirements. */
export type Requirement = (typeof REQUIREMENTS)[number];

/** What a caller accepts. */
export interface Demand {
  readonly require: Requirement;
  /** A row that no file has will do, as after an image was rolled back and nothing was recorded. */
  readonly allowUnknown: boolean;
}

/** Is a state what was demanded? `strangers`: rows that no file has. */
export function meets(
  { state, strangers }: { readonly state: LiveState; readonly strangers: readonly RevisionId[] },
  { require, allowUnknown }: Demand,
): boolean {
  if (state === "at_head") return true;
  if (state === "ahead") return require === "at-least-code" || allowUnknown;
  return state === "unknown" && allowUnknown && strangers.length > 0;
}
