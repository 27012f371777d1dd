import type { ParsedRevision } from "./parse-revision.ts";
import type { Revision } from "./revision.ts";

/** What Python said of a file whose header the text does not settle. */
export type PythonAnswer =
  | { readonly kind: "revision"; readonly revision: Revision }
  | { readonly kind: "failed"; readonly reason: string };

/** One file of a version location, read. */
export interface HistoryFile {
  /** Absolute path of the resolved file. */
  readonly file: string;
  readonly parsed: ParsedRevision;
  /** Null where Python was not asked. */
  readonly python: PythonAnswer | null;
}

/** The revision of a file, by its text or by Python; null where it gives none. */
export function revisionOf(file: HistoryFile): Revision | null {
  if (file.parsed.kind === "revision") return file.parsed.revision;
  return file.python?.kind === "revision" ? file.python.revision : null;
}
