import { findingKey, fingerprintOf } from "../baseline/finding-key.ts";
import type { Config, IgnoreEntry } from "../config/config.ts";
import { rulesByCode } from "../config/rules-by-code.ts";
import { isMistakeCode } from "../doctor/mistake-codes.ts";
import { isRevisionRange } from "../graph/revision-range.ts";
import { matchesGlob } from "../plan/matches-glob.ts";
import type { CodeInfo } from "./codes.ts";
import type { Finding, FindingDraft, Severity, Suppression } from "./finding.ts";

/** What turns drafts into findings. */
export interface FinishOptions {
  /** Name of the target; null for problems of the whole run. */
  readonly target: string | null;
  /** Every known code. A draft with another code is a bug. */
  readonly registry: Readonly<Record<string, CodeInfo>>;
  /** Configured severities by code or rule name; the code goes first. */
  readonly rules: Readonly<Record<string, Severity | "off">>;
  /** The entries of this target: an expired one, or one that matches nothing, is a finding (MX910). */
  readonly ignores: readonly IgnoreEntry[];
  /** Entries that hold for other targets too: whether they are stale is known after all of them (`staleIgnores`). */
  readonly sharedIgnores?: readonly IgnoreEntry[];
  /** The revisions of `a1b2..c3d4` in the history of the target. Default: none. */
  readonly revisionsIn?: (range: string) => ReadonlySet<string>;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** False where checks or revisions were left out, so that an entry without a match proves nothing. Default: true. */
  readonly reportUnused?: boolean;
}

/** Findings of one target, and which entries of the configuration matched. */
export interface FinishedFindings {
  readonly findings: readonly Finding[];
  readonly usedIgnores: ReadonlySet<IgnoreEntry>;
}

/**
 * Gives drafts their rule name, severity (configured, else the draft's, else the registry's), fingerprint and
 * suppression. Findings of rules that are off are left out. The order of the drafts is kept.
 */
export function finishFindings(drafts: readonly FindingDraft[], options: FinishOptions): FinishedFindings {
  const used = new Set<IgnoreEntry>();
  const found = finishDrafts(drafts, options, used);
  const stale = staleIgnores(options.ignores, used, options);
  return { findings: [...found, ...finishDrafts(stale, options, used)], usedIgnores: used };
}

/** MX910 for entries that have expired or that matched nothing. */
export function staleIgnores(
  ignores: readonly IgnoreEntry[],
  used: ReadonlySet<IgnoreEntry>,
  options: Pick<FinishOptions, "today" | "reportUnused">,
): readonly FindingDraft[] {
  return ignores.flatMap((entry) => {
    const what = `${describeEntry(entry)} (${entry.reason})`;
    if (isExpired(entry, options.today)) {
      return [
        {
          code: "MX910",
          message: `The ignore entry for ${what} has expired on ${entry.until}.`,
          hint: "Mend what it accepts and remove the entry, or give it a later date.",
        },
      ];
    }
    // What only the doctor judges cannot match in a run.
    if (used.has(entry) || options.reportUnused === false || isMistakeCode(entry.code)) return [];
    return [
      {
        code: "MX910",
        message: `The ignore entry for ${what} matches nothing.`,
        hint: "Remove the entry.",
      },
    ];
  });
}

/** The severities that hold for a target, by code: a rule's name counts as its code, the target goes before all. */
export function severitiesFor(
  config: Pick<Config, "rules" | "targets">,
  target: string | null,
  registry: Readonly<Record<string, CodeInfo>>,
): Readonly<Record<string, Severity | "off">> {
  const own = target === null ? {} : (config.targets[target]?.rules ?? {});
  return { ...rulesByCode(config.rules, registry), ...rulesByCode(own, registry) };
}

function finishDrafts(
  drafts: readonly FindingDraft[],
  options: FinishOptions,
  used: Set<IgnoreEntry>,
): readonly Finding[] {
  const ordinals = ordinalsOf(drafts, options.target);
  return drafts.flatMap((draft) => {
    const info = options.registry[draft.code];
    if (info === undefined) throw new Error(`Internal error: no such code ${draft.code}`);
    const configured = options.rules[draft.code] ?? options.rules[info.rule];
    const severity = configured ?? draft.severity ?? info.severity;
    if (severity === "off") return [];
    const ordinal = ordinals.get(draft) ?? 1;
    const fingerprint = fingerprintOf(factsOf(draft, options.target));
    return [
      {
        code: draft.code,
        rule: info.rule,
        check: draft.check ?? null,
        severity,
        message: draft.message,
        hint: draft.hint ?? null,
        object: draft.object ?? null,
        revision: draft.revision ?? null,
        file: draft.file ?? null,
        line: draft.line ?? null,
        column: draft.column ?? null,
        fingerprint: ordinal === 1 ? fingerprint : `${fingerprint}:${ordinal}`,
        suppressed: suppressionOf(draft, info.rule, options, used),
      },
    ];
  });
}

/** Which of several findings with the same key it is, by place: the same in every run. */
function ordinalsOf(
  drafts: readonly FindingDraft[],
  target: string | null,
): ReadonlyMap<FindingDraft, number> {
  const ordinals = new Map<FindingDraft, number>();
  const seen = new Map<string, number>();
  for (const draft of drafts.toSorted(byPlace)) {
    const key = findingKey(factsOf(draft, target));
    const ordinal = (seen.get(key) ?? 0) + 1;
    seen.set(key, ordinal);
    ordinals.set(draft, ordinal);
  }
  return ordinals;
}

function byPlace(a: FindingDraft, b: FindingDraft): number {
  const [fileA, fileB] = [a.file ?? "", b.file ?? ""];
  if (fileA !== fileB) return fileA < fileB ? -1 : 1;
  const lines = (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
  if (lines !== 0 || a.message === b.message) return lines;
  return a.message < b.message ? -1 : 1;
}

function factsOf(draft: FindingDraft, target: string | null) {
  const { code, message, revision = null, object = null, file = null } = draft;
  return { target, code, revision, object, file, message };
}

function suppressionOf(
  draft: FindingDraft,
  rule: string,
  options: FinishOptions,
  used: Set<IgnoreEntry>,
): Suppression | null {
  const entries = [...options.ignores, ...(options.sharedIgnores ?? [])];
  const matching = entries.filter(
    (entry) => !isExpired(entry, options.today) && matchesEntry(entry, { draft, rule, options }),
  );
  for (const entry of matching) used.add(entry);
  const first = matching[0];
  return first === undefined ? null : { kind: "config", reason: first.reason, until: first.until };
}

function matchesEntry(
  entry: IgnoreEntry,
  of: { readonly draft: FindingDraft; readonly rule: string; readonly options: FinishOptions },
): boolean {
  const { draft, rule, options } = of;
  if (entry.code !== draft.code && entry.code !== rule) return false;
  if (!matchesPattern(entry.object, draft.object)) return false;
  if (entry.revision === null || !isRevisionRange(entry.revision)) {
    return matchesPattern(entry.revision, draft.revision);
  }
  return (
    typeof draft.revision === "string" && options.revisionsIn?.(entry.revision).has(draft.revision) === true
  );
}

/** An entry that does not say which object or revision means all of them. */
function matchesPattern(pattern: string | null, value: string | null | undefined): boolean {
  return pattern === null || pattern === value || (typeof value === "string" && matchesGlob(value, pattern));
}

function isExpired(entry: IgnoreEntry, today: string): boolean {
  return entry.until !== null && entry.until < today;
}

function describeEntry(entry: IgnoreEntry): string {
  const parts = [entry.code, entry.object, entry.revision === null ? null : `revision ${entry.revision}`];
  return parts.filter((part) => part !== null).join(" ");
}
