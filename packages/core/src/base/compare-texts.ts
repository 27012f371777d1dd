import { parseRevision } from "../revision/parse-revision.ts";
import type { AddedRevision, BaseComparison, ChangedRevision } from "./base-comparison.ts";
import { canonicalBody } from "./canonical-body.ts";

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

/** The texts of the revision files of one target that are not as they were at the base. */
export interface ChangedTexts {
  /** Short id of the commit. */
  readonly commit: string;
  readonly changed: readonly ChangedFile[];
  readonly added: readonly AddedFile[];
}

/**
 * What became of the revisions, for rules to judge. Files that are, or were at the base, no readable revision are
 * left out. The rules themselves need no parser, so that a run without changes does not load one.
 */
export function compareTexts({ commit, changed, added }: ChangedTexts): BaseComparison {
  return { commit, changed: changed.flatMap(compareFile), added: added.flatMap(readAdded) };
}

function compareFile({ file, before, after }: ChangedFile): readonly ChangedRevision[] {
  const parsed = parseRevision(before, file);
  if (parsed.kind !== "revision") return [];
  if (after === null) return [{ file, before: parsed.revision, code: "gone" }];
  const code = canonicalBody(before) === canonicalBody(after) ? "same" : "edited";
  return [{ file, before: parsed.revision, code }];
}

function readAdded({ file, text }: AddedFile): readonly AddedRevision[] {
  const parsed = parseRevision(text, file);
  if (parsed.kind !== "revision") return [];
  const operations = (parsed.shape?.body().operations ?? []).filter(({ call }) => call.ways.has("upgrade"));
  return [{ file, id: parsed.revision.id, operations }];
}
