import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Facts of the histories of public repositories, one a line in `corpus.jsonl` under a first line of words: what Alembic
 * 1.20 says of each, and how each file is written. No code of those repositories.
 */
export interface CorpusHistory {
  /** Repository, and the number of the history in it. */
  readonly name: string;
  readonly commit: string;
  /** Relative to the root of the repository, as all paths but those of files. Null where the configuration has none. */
  readonly scriptLocation: string | null;
  readonly versionLocations: readonly string[] | null;
  readonly recursive: boolean;
  /** Other Python files in the version folders, relative to the script folder. */
  readonly others: readonly string[];
  /** In Alembic's order; null where it fails. */
  readonly heads: readonly string[] | null;
  readonly bases: readonly string[] | null;
  /** Sorted. */
  readonly branchPoints: readonly string[] | null;
  readonly mergePoints: readonly string[] | null;
  /** From the heads down. */
  readonly order: readonly string[] | null;
  /** The exception that Alembic ends with. */
  readonly error: string | null;
  /** Ids that no file has, ids of several files, files that Alembic refuses. */
  readonly missing: readonly string[];
  readonly duplicates: readonly string[];
  readonly unreadable: readonly string[];
  readonly revisions: readonly CorpusRevision[];
}

/** One revision, and the form that its file has. */
export interface CorpusRevision {
  /** Relative to the script folder. */
  readonly file: string;
  readonly id: string;
  readonly down: readonly string[];
  readonly labels: readonly string[];
  readonly dependsOn: readonly string[];
  /** How each name of the header is written, in their usual order. */
  readonly forms: readonly string[];
  readonly docForm: string;
  readonly upgrade: string;
  readonly downgrade: string;
  readonly flags: readonly string[];
  /** Names whose values are no literals. */
  readonly computed: readonly string[];
  /** Labels that Alembic shows on it, and its dependencies as ids, where they are not as declared. */
  readonly allLabels: readonly string[] | null;
  readonly resolved: readonly string[] | null;
}

type Row = [
  file: string,
  id: string,
  down: string[],
  labels: string[],
  dependsOn: string[],
  forms: number[],
  docForm: number,
  upgrade: number,
  downgrade: number,
  more?: Partial<Pick<CorpusRevision, "flags" | "computed" | "allLabels" | "resolved">>,
];

/** Reads the corpus. */
export async function readCorpus(): Promise<readonly CorpusHistory[]> {
  const lines = (await readFile(join(import.meta.dirname, "corpus.jsonl"), "utf8")).trimEnd().split("\n");
  const [words, ...histories] = lines.map((line) => JSON.parse(line) as unknown);
  const { forms, texts } = words as { forms: string[]; texts: string[] };
  return (histories as (Omit<CorpusHistory, "revisions"> & { revisions: Row[] })[]).map((history) => ({
    ...history,
    revisions: history.revisions.map(([file, id, down, labels, dependsOn, formsOf, doc, up, back, more]) => ({
      file,
      id,
      down,
      labels,
      dependsOn,
      forms: formsOf.map((index) => forms[index] ?? ""),
      docForm: texts[doc] ?? "",
      upgrade: texts[up] ?? "",
      downgrade: texts[back] ?? "",
      flags: more?.flags ?? [],
      computed: more?.computed ?? [],
      allLabels: more?.allLabels ?? null,
      resolved: more?.resolved ?? null,
    })),
  }));
}
