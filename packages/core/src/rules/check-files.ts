import type { FindingDraft } from "../findings/finding.ts";
import { revisionOf } from "../revision/history-file.ts";
import type { HistoryFile } from "../revision/history-file.ts";
import type { RuleTarget } from "./define-rule.ts";
import { FILE_RULES } from "./file-rules.ts";
import { hasIdInName } from "./name-mismatch/has-id-in-name.ts";

/** What the check `files` judges. */
export interface CheckFilesInput {
  readonly target: RuleTarget;
  readonly files: readonly HistoryFile[];
  /** Is the file new, that is, to be judged? (`--all-revisions`: always.) */
  readonly isNew: (file: HistoryFile) => boolean;
}

/**
 * The check `files`: every file rule on the new files of one target. Released revisions are only
 * counted. A file that gives no revision at all is judged even when it is old: Alembic fails on it.
 */
export function checkFiles(input: CheckFilesInput): { drafts: FindingDraft[]; releasedCount: number } {
  const target = { ...input.target, fileTemplate: input.target.fileTemplate ?? usedTemplate(input.files) };
  const judged = input.files.filter((file) => revisionOf(file) === null || input.isNew(file));
  const found = judged.flatMap((file) =>
    FILE_RULES.flatMap(({ code, check }) =>
      check({ target, file, history: input.files }).map((finding) => ({
        ...finding,
        code,
        check: "files" as const,
      })),
    ),
  );
  return { drafts: found, releasedCount: input.files.length - judged.length };
}

/**
 * How the files of a history are named where no `file_template` says it: a team that names most of them by
 * number and release does so on purpose. Null: as Alembic would.
 */
function usedTemplate(files: readonly HistoryFile[]): string | null {
  const named = files.flatMap((file) => {
    const revision = revisionOf(file);
    return revision === null ? [] : [hasIdInName(file.file, revision.id)];
  });
  const without = named.filter((has) => !has).length;
  return named.length > 1 && without * 2 > named.length ? "%(slug)s" : null;
}
