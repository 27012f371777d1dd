/** A revision file of the base that is not the same today. */
export interface ChangedFile {
  /** Absolute path where it stands, or stood. */
  readonly file: string;
  /** Its text at the base. */
  readonly before: string;
  /** Its text today; null where no file of that name is left. */
  readonly after: string | null;
}

/** A revision file that the base does not have. */
export interface AddedFile {
  readonly file: string;
  readonly text: string;
}

/** What has happened to the revision files of one target since the base. */
export interface BaseComparison {
  /** Short id of the commit, for `git checkout`. */
  readonly commit: string;
  readonly changed: readonly ChangedFile[];
  readonly added: readonly AddedFile[];
}
