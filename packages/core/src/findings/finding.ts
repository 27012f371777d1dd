/** How bad a finding is. `error` fails the run, `warning` fails it under `--strict`, `notice` never does. */
export type Severity = "error" | "warning" | "notice";

/** Public ids of the checks, in the order of reporting. `lint` joins when it is built. */
export const CHECK_IDS = ["heads", "files", "upgrade", "lint", "sql", "drift", "roundtrip"] as const;
/** One check of `migrun all`. */
export type CheckId = (typeof CHECK_IDS)[number];

/** Why a finding does not count: accepted in the configuration, in the source, or in the baseline file. */
export interface Suppression {
  readonly kind: "config" | "source" | "baseline";
  readonly reason: string;
  /** Last day on which it holds, `YYYY-MM-DD`; null: for ever. */
  readonly until: string | null;
}

/** What a rule or a check says about one place. The shape is public (report.v1.json): keys are never absent. */
export interface Finding {
  /** `MG001`, `MC501`, …: never reused. */
  readonly code: string;
  /** The kebab name of the code: `multiple-heads`. */
  readonly rule: string;
  /** The check that found it; null for problems of the whole run. */
  readonly check: CheckId | null;
  readonly severity: Severity;
  readonly message: string;
  /** What to do, starting with a verb. May have several lines (a snippet). */
  readonly hint: string | null;
  /** Stable name of the object: `table:public.orders.column:note`, `index:public.ix_a`, `type:public.mood`. */
  readonly object: string | null;
  readonly revision: string | null;
  /** Relative to the working directory of the run, with `/`. */
  readonly file: string | null;
  /** 1-based. */
  readonly line: number | null;
  /** 1-based. */
  readonly column: number | null;
  /** Stable over line moves and runs; see `fingerprintOf`. */
  readonly fingerprint: string;
  readonly suppressed: Suppression | null;
}

/** A finding before fingerprint, configured severity and suppression are added. Absent means null. */
export interface FindingDraft {
  readonly code: string;
  readonly message: string;
  readonly check?: CheckId | null;
  /** Only where it differs from the registry's, e.g. MF106 as a warning. */
  readonly severity?: Severity;
  readonly hint?: string | null;
  readonly object?: string | null;
  readonly revision?: string | null;
  readonly file?: string | null;
  readonly line?: number | null;
  readonly column?: number | null;
}
