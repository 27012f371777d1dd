import type { Finding } from "../findings/finding.ts";
import type { CheckReport, TargetReport } from "./report.ts";

/**
 * Every code that migrun exits with; public, never renumbered.
 * 0 ok · 1 findings or a failed check · 2 usage or configuration · 3 infrastructure ·
 * 4 upgrade failed, rolled back · 5 upgrade left a target part-way · 6 lock busy ·
 * 70 a bug in migrun · 130 SIGINT · 143 SIGTERM.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 70 | 130 | 143;

/** What decides the exit code of a run. */
export interface ExitFacts {
  readonly targets: readonly Pick<TargetReport, "status" | "checks" | "findings">[];
  /** Findings that belong to no target. */
  readonly problems: readonly Finding[];
  /** Warnings fail the run. */
  readonly strict: boolean;
  /** Why the run ended before its end: a stopping error, a bug, or a signal. */
  readonly stopped?: ExitCode;
}

/**
 * Worst first. A signal stands below 5 and 4, because a state that needs a human must not be
 * reported as an interruption that may simply be tried again.
 */
const PRECEDENCE: readonly ExitCode[] = [70, 5, 4, 143, 130, 2, 3, 6, 1, 0];

/** Findings that do not mean "the repository is wrong": a missing extension is infrastructure, a missing setting or a wrong one configuration. */
const CODE_OF_FINDING: Readonly<Record<string, ExitCode>> = { MX912: 3, MX913: 2, MX916: 2, MX918: 2 };

/** The one of several exit codes that a run ends with; 0 for none. */
export function worstExitCode(codes: Iterable<ExitCode>): ExitCode {
  const present = new Set(codes);
  return PRECEDENCE.find((code) => present.has(code)) ?? 0;
}

/** The exit code of a run, from nothing but its facts. */
export function exitCodeFor(facts: ExitFacts): ExitCode {
  const codes: ExitCode[] = [facts.stopped ?? 0];
  codes.push(...facts.problems.map((finding) => codeOfFinding(finding, facts.strict)));
  for (const target of facts.targets) {
    codes.push(...target.findings.map((finding) => codeOfFinding(finding, facts.strict)));
    codes.push(...target.checks.map((check) => codeOfCheck(check, target.findings)));
    codes.push(codeOfTarget(target));
  }
  return worstExitCode(codes);
}

function codeOfFinding(finding: Finding, strict: boolean): ExitCode {
  const fails = finding.severity === "error" || (strict && finding.severity === "warning");
  if (!fails || finding.suppressed !== null) return 0;
  return CODE_OF_FINDING[finding.code] ?? 1;
}

/** A check that could not be done is infrastructure, unless one of its findings says what it is and speaks for itself. */
function codeOfCheck(check: CheckReport, findings: readonly Finding[]): ExitCode {
  if (check.status === "failed") return isExplained(findings, check) ? 0 : 1;
  if (check.status === "error") return isExplained(findings, check) ? 0 : 3;
  return 0;
}

function codeOfTarget(target: ExitFacts["targets"][number]): ExitCode {
  const explained = target.findings.some(isActiveError) || target.checks.some(hasNotPassed);
  if (explained) return 0;
  if (target.status === "failed") return 1;
  return target.status === "error" ? 3 : 0;
}

function isExplained(findings: readonly Finding[], check: CheckReport): boolean {
  return findings.some((finding) => finding.check === check.id && isActiveError(finding));
}

function isActiveError(finding: Finding): boolean {
  return finding.severity === "error" && finding.suppressed === null;
}

function hasNotPassed(check: CheckReport): boolean {
  return check.status === "failed" || check.status === "error";
}
