import { parseRevision } from "../revision/parse-revision.ts";
import type { Revision } from "../revision/revision.ts";
import type { BaseComparison, ChangedFile } from "./base-comparison.ts";

/** A released revision whose file is not the same today. */
export interface ChangedRevision {
  readonly before: Revision;
  readonly file: ChangedFile;
}

/** The released revisions behind changed and removed files. Files that were no readable revision at the base are left out. */
export function changedRevisions(base: BaseComparison): readonly ChangedRevision[] {
  return base.changed.flatMap((file) => {
    const parsed = parseRevision(file.before, file.file);
    return parsed.kind === "revision" ? [{ before: parsed.revision, file }] : [];
  });
}
