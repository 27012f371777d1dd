import type { BaselineEntry } from "../baseline/baseline.ts";
import type { CheckId, Finding } from "../findings/finding.ts";

/** What became of a check. `failed`: a finding of severity error. `error`: it could not be done. */
export type CheckStatus = "passed" | "failed" | "error" | "skipped";

/** One check of one target, as in the public report. */
export interface CheckReport {
  readonly id: CheckId;
  readonly status: CheckStatus;
  readonly durationMs: number;
  /** Why it was skipped or could not be done; else null. */
  readonly reason: string | null;
  /** Facts of the check, additive: `{ statements: 120 }`. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** One target of a run, as in the public report. */
export interface TargetReport {
  readonly name: string;
  readonly config: string;
  readonly section: string;
  readonly scriptLocation: string;
  readonly status: CheckStatus;
  readonly durationMs: number;
  readonly revisions: number;
  readonly newRevisions: number;
  readonly heads: readonly string[];
  readonly bases: readonly string[];
  readonly isolation: {
    readonly layers: readonly string[];
    readonly redirected: readonly { readonly asked: string }[];
  };
  readonly checks: readonly CheckReport[];
  readonly findings: readonly Finding[];
}

/** What a run has to say of the baseline file. */
export interface BaselineReport {
  /** Relative to the working directory. */
  readonly file: string;
  /** Entries that it has; after `migrun baseline`, that it has now. */
  readonly entries: number;
  /** Findings of this run that it accepts. */
  readonly accepted: number;
  /** Entries that are needed no more; a run of only a part of the checks or targets knows few of them. */
  readonly unneeded: readonly BaselineEntry[];
  /** What `migrun baseline` did, or with `--dry-run` would do; null: another command. */
  readonly changes: {
    readonly written: boolean;
    readonly added: readonly BaselineEntry[];
    readonly removed: readonly BaselineEntry[];
  } | null;
}

/** The one document that every renderer reads. Public and versioned (report.v1.json): fields may be added, never changed. */
export interface Report {
  readonly $schema: string;
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly exitCode: number;
  readonly command: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly versions: {
    readonly migrun: string;
    readonly node: string;
    readonly python: string | null;
    readonly alembic: string | null;
    readonly sqlalchemy: string | null;
    readonly postgres: string | null;
  };
  readonly base: { readonly ref: string | null; readonly commit: string | null };
  /** Null: there is no baseline file. */
  readonly baseline: BaselineReport | null;
  readonly summary: {
    readonly targets: number;
    readonly passed: number;
    readonly failed: number;
    readonly errors: number;
    readonly skipped: number;
    readonly findings: { readonly error: number; readonly warning: number; readonly notice: number };
  };
  readonly problems: readonly Finding[];
  readonly targets: readonly TargetReport[];
}
