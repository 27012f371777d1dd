import { isPlannedCode } from "../findings/planned-codes.ts";
import type { Finding } from "../findings/finding.ts";
import { CODE_REGISTRY } from "../rules/registry.ts";
import { isAcceptable, isAcceptableCode } from "./acceptable.ts";
import { type BaselineEntry, entryKey, sortEntries } from "./baseline.ts";
import type { PlacedEntry } from "./parse-baseline.ts";

/** What the checks of one target came to: only there an entry without a finding proves that it is not needed. */
export interface TargetCoverage {
  readonly target: string;
  /** Were all checks asked for, and did each end with an answer? */
  readonly whole: boolean;
  /** Every revision of the history. */
  readonly revisions: ReadonlySet<string>;
  /** Those that the rules on single revisions judged. */
  readonly judged: ReadonlySet<string>;
  /** Those that the round trip went down and up again. */
  readonly reached: ReadonlySet<string>;
}

/** Why an entry is not needed any more. */
export type Unneeded = {
  readonly entry: PlacedEntry;
  readonly why: "mended" | "no-revision" | "no-target" | "no-code" | "not-acceptable" | "double";
};

/** What a run means for the baseline. */
export interface BaselineOutcome {
  /** The entries that the file should have. */
  readonly entries: readonly BaselineEntry[];
  readonly added: readonly BaselineEntry[];
  /** Entries, or a part of their count. */
  readonly unneeded: readonly Unneeded[];
  /** Findings that were accepted. */
  readonly accepted: number;
}

/** How a book is kept. */
export interface BookOptions {
  readonly entries: readonly PlacedEntry[];
  /** Accepts what has no entry yet. */
  readonly acceptNew: boolean;
  /** What an accepted finding says of itself. */
  readonly reason: string;
  /** A file of a finding as entries name it. */
  readonly fileOf: (file: string) => string;
  /** Takes secrets out: messages are written into the file. */
  readonly redact: (text: string) => string;
}

/** What a baseline accepts of a run, and what the run says of the baseline. */
export class BaselineBook {
  readonly #options: BookOptions;
  readonly #counts = new Map<string, number>();
  readonly #seen = new Map<string, number>();
  readonly #added = new Map<string, BaselineEntry>();
  readonly #covered = new Map<string, TargetCoverage>();
  #accepted = 0;

  constructor(options: BookOptions) {
    this.#options = options;
    for (const entry of options.entries) {
      if (!isAcceptableCode(entry.code)) continue;
      const key = entryKey(entry);
      this.#counts.set(key, Math.max(entry.count, this.#counts.get(key) ?? 0));
    }
  }

  /** Marks what is accepted of a target's findings; what is suppressed already stays as it is. Tells nothing of the run. */
  mark(target: string, findings: readonly Finding[]): readonly Finding[] {
    return this.#mark(target, findings).marked;
  }

  /** Marks as `mark` does, once a target has ended, and remembers it. */
  close(coverage: TargetCoverage, findings: readonly Finding[]): readonly Finding[] {
    const { marked, tallies } = this.#mark(coverage.target, findings);
    this.#covered.set(coverage.target, coverage);
    for (const [key, { facts, count }] of tallies) {
      this.#seen.set(key, count);
      const known = this.#counts.get(key) ?? 0;
      if (this.#options.acceptNew && count > known) this.#added.set(key, { ...facts, count });
    }
    this.#accepted += marked.filter((one) => one.suppressed?.kind === "baseline").length;
    return marked;
  }

  #mark(target: string, findings: readonly Finding[]) {
    const tallies = new Map<string, Tally>();
    const accepted = new Set<Finding>();
    for (const finding of findings.toSorted((a, b) => ordinalOf(a) - ordinalOf(b))) {
      if (finding.suppressed !== null || !isAcceptable(finding)) continue;
      const facts = this.#factsOf(target, finding);
      const key = entryKey(facts);
      const count = (tallies.get(key)?.count ?? 0) + 1;
      tallies.set(key, { facts, count });
      if (this.#options.acceptNew || count <= (this.#counts.get(key) ?? 0)) accepted.add(finding);
    }
    const suppressed = { kind: "baseline", reason: this.#options.reason, until: null } as const;
    return {
      tallies,
      marked: findings.map((one) => (accepted.has(one) ? { ...one, suppressed } : one)),
    };
  }

  #factsOf(target: string, { code, revision, object, file, message }: Finding): BaselineEntry {
    const isBare = revision === null && object === null;
    const { fileOf, redact } = this.#options;
    return {
      target,
      code,
      revision,
      object,
      file: isBare && file !== null ? fileOf(file) : null,
      message: isBare ? redact(message) : null,
      count: 1,
    };
  }

  /** The outcome for the baseline. `targets`: every target that there is, null where that is not known for sure. */
  outcome(targets: ReadonlySet<string> | null): BaselineOutcome {
    const kept = new Map<string, BaselineEntry>();
    const unneeded: Unneeded[] = [];
    const first = new Set<string>();
    for (const entry of this.#options.entries) {
      const key = entryKey(entry);
      const why = first.has(key) ? "double" : this.#whyUnneeded(entry, targets);
      first.add(key);
      const count = this.#counts.get(key) ?? entry.count;
      const needed = why === null ? count : why === "mended" ? (this.#seen.get(key) ?? 0) : 0;
      if (why !== null) unneeded.push({ entry: { ...entry, count: Math.max(1, count - needed) }, why });
      if (needed > 0) kept.set(key, { ...withoutLine(entry), count: needed });
    }
    const added = sortEntries(
      [...this.#added].map(([key, entry]) => ({
        ...entry,
        count: entry.count - (kept.get(key)?.count ?? 0),
      })),
    );
    for (const [key, entry] of this.#added) kept.set(key, entry);
    return { entries: sortEntries([...kept.values()]), added, unneeded, accepted: this.#accepted };
  }

  #whyUnneeded(entry: BaselineEntry, targets: ReadonlySet<string> | null): Unneeded["why"] | null {
    const { code, target, revision } = entry;
    if (!isAcceptableCode(code)) return "not-acceptable";
    if (!Object.hasOwn(CODE_REGISTRY, code) && !isPlannedCode(code)) return "no-code";
    if (targets !== null && !targets.has(target)) return "no-target";
    const coverage = this.#covered.get(target);
    if (coverage?.whole !== true) return null;
    if (revision !== null && !coverage.revisions.has(revision)) return "no-revision";
    if (!isCovered(entry, coverage)) return null;
    const key = entryKey(entry);
    return (this.#seen.get(key) ?? 0) < (this.#counts.get(key) ?? 0) ? "mended" : null;
  }
}

interface Tally {
  readonly facts: BaselineEntry;
  readonly count: number;
}

/** Codes of what only a round trip meets; it may end early. */
const OF_ROUNDTRIP = /^(?:MC51[0-2]|MX906)$/;
/** Codes of rules that judge new revisions, and released ones only where they are told to. */
const OF_REVISIONS = /^M[FSTDRYL]\d/;

/** Would the run have found it, if it were still there? */
function isCovered({ code, revision }: BaselineEntry, coverage: TargetCoverage): boolean {
  const { revisions, judged, reached } = coverage;
  if (OF_ROUNDTRIP.test(code))
    return revision === null ? reached.size === revisions.size : reached.has(revision);
  if (!OF_REVISIONS.test(code)) return true;
  // A file without a revision is judged in every run.
  return revision === null ? code === "MF106" || judged.size === revisions.size : judged.has(revision);
}

/** Findings with the same key are told apart by place, in the same order in every run: `…:2` is the second. */
function ordinalOf({ fingerprint }: Finding): number {
  return Number(fingerprint.split(":")[1] ?? 1);
}

function withoutLine({ line: _line, ...entry }: PlacedEntry): BaselineEntry {
  return entry;
}
