import {
  type CheckId,
  type CheckReport,
  type CheckStatus,
  type Finding,
  type FindingDraft,
  type TargetReport,
} from "@migrun/core";
import type { CheckOutcome } from "../checks/check-context.ts";

/** A check that has ended, before it is judged. */
export interface EndedCheck {
  readonly id: CheckId;
  readonly durationMs: number;
  readonly outcome: CheckOutcome;
}

/** All findings of ended checks, as drafts. */
export function draftsOf(checks: readonly EndedCheck[]): readonly FindingDraft[] {
  return checks.flatMap((check) => {
    if (check.outcome.kind === "skipped") return [];
    return check.outcome.drafts.map((draft) => ({ ...draft, check: draft.check ?? check.id }));
  });
}

/** A check has failed when one of its findings is an error that nothing accepts (under `strict`: a warning too). */
export function judgeCheck(check: EndedCheck, findings: readonly Finding[], strict: boolean): CheckReport {
  const { outcome } = check;
  const base = { id: check.id, durationMs: check.durationMs };
  if (outcome.kind === "skipped") return { ...base, status: "skipped", reason: outcome.reason, data: {} };
  if (outcome.kind === "error") return { ...base, status: "error", reason: outcome.reason, data: {} };
  const fails = findings.some((finding) => finding.check === check.id && failsRun(finding, strict));
  return { ...base, status: fails ? "failed" : "passed", reason: null, data: outcome.data };
}

/** The status of a target: the worst of its checks; skipped only where nothing was done at all. */
export function judgeTarget(checks: readonly CheckReport[], findings: readonly Finding[], strict: boolean): CheckStatus {
  if (checks.some((check) => check.status === "error")) return "error";
  if (checks.some((check) => check.status === "failed") || findings.some((one) => failsRun(one, strict))) return "failed";
  if (checks.length > 0 && checks.every((check) => check.status === "skipped")) return "skipped";
  return "passed";
}

/** Counts towards a failed run. */
export function failsRun(finding: Finding, strict: boolean): boolean {
  if (finding.suppressed !== null) return false;
  return finding.severity === "error" || (strict && finding.severity === "warning");
}

/** The facts of a target that its files tell. */
export type TargetFacts = Pick<
  TargetReport,
  "name" | "config" | "section" | "scriptLocation" | "revisions" | "newRevisions" | "heads" | "bases"
>;
