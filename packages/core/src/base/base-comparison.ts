import type { Revision } from "../revision/revision.ts";
import type { Operation } from "../revision-body/revision-body.ts";

/** A released revision whose file is not the same today. */
export interface ChangedRevision {
  /** Absolute path where it stands, or stood. */
  readonly file: string;
  /** The revision as it was at the base. */
  readonly before: Revision;
  /** `gone`: no file of that name is left; `edited`: its code does something else now; `same`: only words and layout changed. */
  readonly code: "gone" | "edited" | "same";
}

/** A revision that the base does not have, with what its `upgrade` does. */
export interface AddedRevision {
  readonly file: string;
  readonly id: string;
  readonly operations: readonly Operation[];
}

/** What has happened to the revision files of one target since the base. */
export interface BaseComparison {
  /** Short id of the commit, for `git checkout`. */
  readonly commit: string;
  readonly changed: readonly ChangedRevision[];
  readonly added: readonly AddedRevision[];
}
