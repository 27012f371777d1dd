import {
  applySourceSuppressions,
  type BaselineBook,
  buildGraph,
  type CheckId,
  type CheckReport,
  type CheckStatus,
  type Config,
  type Finding,
  type FindingDraft,
  finishFindings,
  type FinishOptions,
  type HistoryFile,
  type IgnoreEntry,
  parseSourceSuppressions,
  type RevisionGraph,
  revisionOf,
  revisionsInRange,
  CODE_REGISTRY,
  RULE_CODES,
  severitiesFor,
  staleIgnores,
  type TargetCoverage,
} from "@migrun/core";
import { INTERRUPTED, type CheckOutcome } from "../checks/check-context.ts";
import { settingsOf } from "./prepare-run.ts";

/** A check that has ended, before it is judged. */
export interface EndedCheck {
  readonly id: CheckId;
  readonly durationMs: number;
  readonly outcome: CheckOutcome;
}

/** What is judged: everything that was found about one target. */
export interface JudgedTarget {
  readonly name: string;
  readonly checks: readonly EndedCheck[];
  /** Findings that belong to no single check. */
  readonly drafts: readonly FindingDraft[];
  readonly files: readonly HistoryFile[];
  /** Did file rules judge the file (is it new)? */
  readonly isJudged: (file: HistoryFile) => boolean;
  /** Revisions that exist at the base: under `onlyNewFails` what is found in them does not count. */
  readonly released: ReadonlySet<string>;
}

/** The check in which a rule judges single revisions; graph rules judge none. */
function checkOfCode(code: string): CheckId | undefined {
  const check = RULE_CODES[code]?.check;
  return check === "heads" ? undefined : check;
}

/** What a judge is told of the run. */
export interface JudgeOptions {
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Are all checks asked for, on all revisions of all targets? Only then an ignore without a match may be stale. */
  readonly complete: boolean;
  readonly show: (path: string) => string;
  readonly baseline: BaselineBook;
  /** Are all checks asked for? Only then a baseline entry without a finding may not be needed any more. */
  readonly allChecks: boolean;
}

/** Applies severities, suppressions and ignores of the configuration, for all targets of a run. */
export class RunJudge {
  readonly #config: Config;
  readonly #today: string;
  readonly #complete: boolean;
  readonly #show: (path: string) => string;
  readonly #baseline: BaselineBook;
  readonly #allChecks: boolean;
  readonly #usedIgnores = new Set<IgnoreEntry>();
  /** False as soon as a check of any target was left out: what it would have found is not known. */
  #everythingRan = true;

  constructor(config: Config, options: JudgeOptions) {
    this.#config = config;
    this.#today = options.today;
    this.#complete = options.complete;
    this.#show = options.show;
    this.#baseline = options.baseline;
    this.#allChecks = options.allChecks;
  }

  /** Findings of one target, with severities and suppressions. */
  findings(target: JudgedTarget): readonly Finding[] {
    const done = new Set<CheckId | undefined>(target.checks.filter(isWhole).map(({ id }) => id));
    const ran = target.checks.every(isWhole);
    this.#everythingRan &&= ran;
    const found = [...draftsOf(target.checks), ...target.drafts];
    const sources = this.#suppressionsOf(target);
    const marked = applySourceSuppressions(
      this.#finish(target.name, [...found, ...sources.drafts], {
        reportUnused: this.#complete && ran,
        revisionsIn: rangesOf(target.files),
      }),
      sources.suppressions,
      {
        today: this.#today,
        wasJudged: (code, file) => done.has(checkOfCode(code)) && sources.judged.has(file),
      },
    );
    const findings = [...marked.findings, ...this.#finish(target.name, marked.drafts, { ignores: [] })];
    const adopted = this.#config.onlyNewFails
      ? findings.map((finding) => acceptReleased(finding, target.released))
      : findings;
    // Last of all: what a comment, an ignore entry or preset `adopt` accepts needs no entry.
    return this.#baseline.close(coverageOf(target, this.#allChecks && ran), adopted);
  }

  #finish(
    target: string,
    drafts: readonly FindingDraft[],
    options: Partial<Pick<FinishOptions, "ignores" | "reportUnused" | "revisionsIn">>,
  ): readonly Finding[] {
    const finished = finishFindings(drafts, {
      target,
      registry: CODE_REGISTRY,
      rules: severitiesFor(this.#config, target, CODE_REGISTRY),
      ignores: options.ignores ?? settingsOf(this.#config, target).ignore,
      sharedIgnores: this.#config.ignore,
      today: this.#today,
      reportUnused: options.reportUnused ?? false,
      ...(options.revisionsIn === undefined ? {} : { revisionsIn: options.revisionsIn }),
    });
    for (const entry of finished.usedIgnores) this.#usedIgnores.add(entry);
    return finished.findings;
  }

  #suppressionsOf(target: JudgedTarget) {
    const judged = new Set(target.files.filter(target.isJudged).map((file) => this.#show(file.file)));
    const parsed = target.files.flatMap((file) =>
      file.parsed.shape === null
        ? []
        : [parseSourceSuppressions(this.#show(file.file), file.parsed.shape, CODE_REGISTRY)],
    );
    return {
      judged,
      suppressions: parsed.flatMap((one) => one.suppressions),
      drafts: parsed.flatMap((one) => one.drafts).map((draft) => ({ ...draft, check: "files" as const })),
    };
  }

  /** For progress: a check judged by its own findings, before the target has ended. */
  provisional(name: string, check: EndedCheck): CheckReport {
    const findings = this.#finish(name, draftsOf([check]), {});
    return this.check(check, this.#baseline.mark(name, findings));
  }

  /** A check is judged by its findings; under `strict` a warning fails it too. */
  check(check: EndedCheck, findings: readonly Finding[]): CheckReport {
    const { outcome } = check;
    const base = { id: check.id, durationMs: check.durationMs };
    if (outcome.kind === "skipped") return { ...base, status: "skipped", reason: outcome.reason, data: {} };
    if (outcome.kind === "error") return { ...base, status: "error", reason: outcome.reason, data: {} };
    const fails = findings.some((finding) => finding.check === check.id && this.fails(finding));
    return { ...base, status: fails ? "failed" : "passed", reason: null, data: outcome.data };
  }

  /** The status of a target: the worst of its checks; skipped only where nothing was done at all. */
  target(checks: readonly CheckReport[], findings: readonly Finding[]): CheckStatus {
    if (checks.some((check) => check.status === "error")) return "error";
    if (checks.some((check) => check.status === "failed") || findings.some((one) => this.fails(one)))
      return "failed";
    const skippedOnes = checks.filter((check) => check.status === "skipped");
    // What was interrupted before it was done has not passed.
    const undone = skippedOnes.some((check) => check.reason === INTERRUPTED);
    return undone || (checks.length > 0 && skippedOnes.length === checks.length) ? "skipped" : "passed";
  }

  /** Problems of the run as a whole, with the entries of the configuration that hold for no target. */
  problems(drafts: readonly FindingDraft[]): readonly Finding[] {
    const unused = staleIgnores(this.#config.ignore, this.#usedIgnores, {
      today: this.#today,
      reportUnused: this.#complete && this.#everythingRan,
    });
    return finishFindings([...drafts, ...unused], {
      target: null,
      registry: CODE_REGISTRY,
      rules: severitiesFor(this.#config, null, CODE_REGISTRY),
      ignores: [],
      today: this.#today,
    }).findings;
  }

  /** Does the finding count towards a failed run? */
  fails(finding: Finding): boolean {
    if (finding.suppressed !== null) return false;
    return finding.severity === "error" || (this.#config.strict && finding.severity === "warning");
  }
}

function isWhole({ outcome }: EndedCheck): boolean {
  return outcome.kind === "done" && outcome.isPartial !== true;
}

/** What no past excuses: with several heads, or an upgrade that fails, nothing can be deployed. */
const NEVER_ACCEPTED: ReadonlySet<string | null> = new Set(["heads", "upgrade"]);

/** Preset `adopt`: a sin of the past is shown, and does not fail the run. */
function acceptReleased(finding: Finding, released: ReadonlySet<string>): Finding {
  const { revision, check, suppressed } = finding;
  if (suppressed !== null || NEVER_ACCEPTED.has(check)) return finding;
  if (revision === null || !released.has(revision)) return finding;
  return {
    ...finding,
    suppressed: { kind: "config", reason: "released; only new findings fail", until: null },
  };
}

/** The revisions of a configured range. The graph is made when the first one is asked for. */
function rangesOf(files: readonly HistoryFile[]): (range: string) => ReadonlySet<string> {
  let graph: RevisionGraph | null = null;
  return (range) => {
    graph ??= buildGraph(files.flatMap((file) => revisionOf(file) ?? []));
    return revisionsInRange(graph, range);
  };
}

function coverageOf({ name, files, isJudged, checks }: JudgedTarget, whole: boolean): TargetCoverage {
  const idsOf = (some: readonly HistoryFile[]): ReadonlySet<string> =>
    new Set(some.flatMap((file) => revisionOf(file)?.id ?? []));
  const roundtrip = checks.find((check) => check.id === "roundtrip")?.outcome;
  const reached = roundtrip?.kind === "done" ? roundtrip.reached : undefined;
  return {
    target: name,
    whole,
    revisions: idsOf(files),
    judged: idsOf(files.filter(isJudged)),
    reached: reached ?? new Set(),
  };
}

function draftsOf(checks: readonly EndedCheck[]): readonly FindingDraft[] {
  return checks.flatMap((check) => {
    if (check.outcome.kind === "skipped") return [];
    return check.outcome.drafts.map((draft) => ({ ...draft, check: draft.check ?? check.id }));
  });
}
