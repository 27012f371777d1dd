import type { CheckId, FindingDraft } from "../findings/finding.ts";
import { revisionOf } from "../revision/history-file.ts";
import type { HistoryFile } from "../revision/history-file.ts";
import type { GraphRuleInput, Rule, RuleFinding, RuleTarget } from "./define-rule.ts";
import { RULES } from "./index.ts";
import { hasIdInName } from "./name-mismatch/has-id-in-name.ts";

/** The check `heads`: every graph rule on one target's history, released or new. */
export function checkHeads(input: GraphRuleInput): FindingDraft[] {
  return RULES.flatMap((rule) => (rule.judges === "graph" ? drafts(rule, "heads", rule.check(input)) : []));
}

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
    RULES.flatMap((rule) =>
      rule.judges === "file" ? drafts(rule, "files", rule.check({ target, file, history: input.files })) : [],
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

function drafts(rule: Rule, check: CheckId, findings: readonly RuleFinding[]): FindingDraft[] {
  return findings.map((finding) => ({ ...finding, code: rule.code, check }));
}
