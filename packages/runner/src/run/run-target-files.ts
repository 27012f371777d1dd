import { basename } from "node:path";
import {
  type BaseComparison,
  buildGraph,
  checkHeads,
  type FindingDraft,
  type HistoryFile,
  MigrunError,
  revisionOf,
  type RuleTarget,
  type Target,
} from "@migrun/core";
import { type CheckOutcome, done, skipped } from "../checks/check-context.ts";
import {
  type History,
  readHistory,
  type ResolveHeaders,
  resolveWithPython,
} from "../history/read-history.ts";
import type { EndedCheck } from "./judge-target.ts";
import { reasonOf } from "./reason-of.ts";
import { NO_PYTHON } from "./no-python.ts";
import { createRuleTarget, type RuleTargetOptions } from "./rule-target.ts";
import { createTargetHistory, isRunnable, type TargetHistory } from "./target-history.ts";
import { monotonicMs } from "../exec/monotonic-ms.ts";

/** What the files of one target tell, without a database. */
export interface TargetFiles {
  readonly history: TargetHistory;
  readonly files: readonly HistoryFile[];
  /** `heads` and `files`, done. */
  readonly checks: readonly EndedCheck[];
  readonly newRevisions: number;
  /** Did file rules judge it (is it new, or are all judged)? */
  readonly isJudged: (file: HistoryFile) => boolean;
  /** Was the file there at the base? */
  readonly isReleased: (file: HistoryFile) => boolean;
  /** Ids of the revisions that exist at the base. */
  readonly released: ReadonlySet<string>;
  /** Null: the history can be run. Else why not, in words. */
  readonly obstacle: string | null;
  /** False where a header is open that only Python can tell: then heads and bases would be a guess. */
  readonly isGraphKnown: boolean;
}

/** What reading a target's files takes. */
export interface TargetFilesOptions extends RuleTargetOptions {
  readonly show: (path: string) => string;
  /** Tells whether a file was there at the base; git may still be at work while the files are read. */
  readonly isReleased: Promise<(file: HistoryFile) => boolean>;
  /** What has changed since the base; null without one. Given the files that the base does not have. */
  readonly compare: (added: readonly string[]) => Promise<BaseComparison | null>;
  readonly allRevisions: boolean;
  /** Null: without Python (`quick`). */
  readonly resolve: ResolveHeaders | null;
  /** `heads` alone: most files are read as far as their header, and `files` is not run. */
  readonly headersOnly: boolean;
  /** Is the check `files` reported? Else what it would say of a file that Alembic refuses is said by `heads`. */
  readonly isFilesWanted: boolean;
  /** Will a round trip tell what stops the way down (MR502)? */
  readonly isRoundtripWanted: boolean;
  readonly signal: AbortSignal;
}

/** Reads the history of one target and judges it: graph rules on all of it, file rules on what is new. */
export async function readTargetFiles(target: Target, options: TargetFilesOptions): Promise<TargetFiles> {
  const started = monotonicMs();
  // Awaited below; until then a failure must not count as unhandled.
  options.isReleased.catch(() => {});
  const read = await readHistory(target, options);
  const { history, noPython } = await settle(read, options.resolve);
  const graph = buildGraph(history.revisions);
  const isReleased = await options.isReleased;
  const ruleTarget = await createRuleTarget(target, history, options);
  const isNew = (file: HistoryFile): boolean => options.allRevisions || !isReleased(file);
  const newRevisions = history.files.flatMap((file) =>
    isReleased(file) ? [] : (revisionOf(file)?.id ?? []),
  );
  const newIds = new Set(newRevisions);
  const added = history.files.filter((file) => !isReleased(file)).map((file) => file.file);
  const base = await options.compare(added);
  const refused = options.isFilesWanted ? [] : await refusedFiles(history, ruleTarget);
  const heads = headsOutcome(history, noPython, () =>
    shown(
      [...checkHeads({ target: ruleTarget, graph, base, isNew: (id) => newIds.has(id) }), ...refused],
      options.show,
    ),
  );
  const headsMs = monotonicMs() - started;
  const checks: EndedCheck[] = [{ id: "heads", durationMs: Math.round(headsMs), outcome: heads }];
  if (!options.headersOnly) {
    const { checkFiles } = await import("./judge-files.ts");
    const judged = checkFiles({ target: ruleTarget, files: history.files, isNew });
    const told = judged.drafts.filter(({ code }) => code !== "MR502" || !options.isRoundtripWanted);
    const files = done(shown([...history.drafts, ...told], options.show), {
      judged: history.files.length - judged.releasedCount,
      released: judged.releasedCount,
    });
    const durationMs = Math.round(monotonicMs() - started - headsMs);
    checks.push({ id: "files", durationMs, outcome: files });
  }
  return {
    history: createTargetHistory(target, history.files, graph),
    files: history.files,
    checks,
    newRevisions: newRevisions.length,
    isJudged: isNew,
    isReleased,
    released: new Set(history.files.filter(isReleased).flatMap((file) => revisionOf(file)?.id ?? [])),
    obstacle: obstacleOf(history, graph),
    isGraphKnown: history.needsPython.length === 0,
  };
}

/** Alembic stops on a file that it cannot take, so heads without it are a guess: where `files` does not tell it, `heads` does. */
async function refusedFiles({ files }: History, target: RuleTarget): Promise<readonly FindingDraft[]> {
  const refused = files.filter((file) => revisionOf(file) === null);
  if (refused.length === 0) return [];
  const { checkFiles } = await import("./judge-files.ts");
  return checkFiles({ target, files: refused, isNew: () => true })
    .drafts.filter(({ code, severity }) => code === "MF127" || (code === "MF106" && severity !== "warning"))
    .map((draft) => ({ ...draft, check: "heads" as const }));
}

/** A target whose files could not be read: `heads` says why, nothing else is tried. */
export function unreadFiles(target: Target, outcome: CheckOutcome): TargetFiles {
  return {
    history: createTargetHistory(target, [], buildGraph([])),
    files: [],
    checks: [{ id: "heads", durationMs: 0, outcome }],
    newRevisions: 0,
    isJudged: () => false,
    isReleased: () => false,
    released: new Set(),
    obstacle: outcome.kind === "done" ? "see `heads`" : outcome.reason,
    isGraphKnown: false,
  };
}

/** A history after Python was asked for what the texts do not settle; `noPython`: why it could not be asked. */
interface SettledHistory {
  readonly history: History;
  readonly noPython: string | null;
}

/** That no Python serves says nothing of the files: their headers stay open. */
async function settle(read: History, resolve: ResolveHeaders | null): Promise<SettledHistory> {
  if (resolve === null) return { history: read, noPython: null };
  try {
    return { history: await resolveWithPython(read, resolve), noPython: null };
  } catch (error) {
    if (!(error instanceof MigrunError) || error.code !== NO_PYTHON) throw error;
    return { history: read, noPython: reasonOf(error) };
  }
}

/** Without Python a header that only Python can read leaves the graph unknown: no head is claimed. */
function headsOutcome(
  history: History,
  noPython: string | null,
  check: () => readonly FindingDraft[],
): CheckOutcome {
  const [unknown] = history.needsPython;
  if (unknown === undefined) return done(check());
  const reason = `only Python can read the header of ${basename(unknown)}`;
  // Wanted and not to be had: skipping would let `migrun heads` pass with no head known.
  if (noPython !== null) return { kind: "error", reason: `${reason}: ${noPython}`, drafts: [] };
  return skipped(`${reason}; run \`migrun heads\` where Python is`);
}

function obstacleOf(history: History, graph: ReturnType<typeof buildGraph>): string | null {
  // The graph has gaps until Python fills them; whether it can be run is for the checks that open Python.
  if (history.needsPython.length > 0) return null;
  if (history.files.some((file) => revisionOf(file) === null))
    return "the history has files that Alembic cannot read";
  return isRunnable(graph) ? null : "the history is broken; see `heads`";
}

function shown(drafts: readonly FindingDraft[], show: (path: string) => string): readonly FindingDraft[] {
  return drafts.map((draft) =>
    typeof draft.file === "string" ? { ...draft, file: show(draft.file) } : draft,
  );
}
