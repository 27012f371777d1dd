import { CHECK_IDS } from "../findings/finding.ts";
import type { Finding, Severity } from "../findings/finding.ts";
import type { CheckReport, CheckStatus, Report, TargetReport } from "./report.ts";
import { compareCodePoints } from "../text/compare-code-points.ts";
import { exitCodeFor } from "./exit-code.ts";
import type { ExitCode } from "./exit-code.ts";

/** The JSON Schema that every report names; it ships as `schemas/report.v1.json` of the package. */
const REPORT_SCHEMA = "urn:migrun:schemas/report.v1.json";

/** What a run found out, in any order. */
export interface ReportInput {
  readonly command: string;
  readonly targets: readonly TargetReport[];
  /** Findings that belong to no target. */
  readonly problems: readonly Finding[];
  readonly versions: Report["versions"];
  readonly base: Report["base"];
  /** Default: there is no baseline file. */
  readonly baseline?: Report["baseline"];
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Warnings fail the run. */
  readonly strict: boolean;
  /** Why the run ended before its end: a stopping error, a bug, or a signal. */
  readonly stopped?: ExitCode;
}

/**
 * The public report of a run: sorted (targets by name, checks in the order of reporting, findings by
 * file, line and code, ids by code point), counted and judged, so that equal runs give equal reports
 * whatever finished first.
 */
export function createReport(input: ReportInput): Report {
  const targets = input.targets.map(sortTarget).sort((a, b) => compareCodePoints(a.name, b.name));
  const problems = sortFindings(input.problems);
  const exitCode = exitCodeFor(input);
  return {
    $schema: REPORT_SCHEMA,
    schemaVersion: 1,
    ok: exitCode === 0,
    exitCode,
    command: input.command,
    startedAt: input.startedAt,
    durationMs: input.durationMs,
    versions: input.versions,
    base: input.base,
    baseline: input.baseline ?? null,
    summary: summarise(targets, problems),
    problems,
    targets,
  };
}

/** Findings by file, line and code; those without a file come last. Suppressed ones stay where they are. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) =>
      compareNullable(a.file, b.file, compareCodePoints) ||
      compareNullable(a.line, b.line, compareNumbers) ||
      compareCodePoints(a.code, b.code) ||
      compareNullable(a.column, b.column, compareNumbers) ||
      compareNullable(a.object, b.object, compareCodePoints) ||
      compareNullable(a.revision, b.revision, compareCodePoints) ||
      compareCodePoints(a.message, b.message),
  );
}

function sortTarget(target: TargetReport): TargetReport {
  return {
    ...target,
    heads: target.heads.toSorted(compareCodePoints),
    bases: target.bases.toSorted(compareCodePoints),
    isolation: {
      layers: target.isolation.layers,
      redirected: target.isolation.redirected.toSorted((a, b) => compareCodePoints(a.asked, b.asked)),
    },
    checks: target.checks.toSorted(compareChecks),
    findings: sortFindings(target.findings),
  };
}

function compareChecks(a: CheckReport, b: CheckReport): number {
  return CHECK_IDS.indexOf(a.id) - CHECK_IDS.indexOf(b.id);
}

function summarise(targets: readonly TargetReport[], problems: readonly Finding[]): Report["summary"] {
  const count = (status: CheckStatus): number => targets.filter((target) => target.status === status).length;
  const findings = [...problems, ...targets.flatMap((target) => target.findings)];
  const active = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity && finding.suppressed === null).length;
  return {
    targets: targets.length,
    passed: count("passed"),
    failed: count("failed"),
    errors: count("error"),
    skipped: count("skipped"),
    findings: { error: active("error"), warning: active("warning"), notice: active("notice") },
  };
}

function compareNumbers(a: number, b: number): number {
  return a - b;
}

function compareNullable<T>(a: T | null, b: T | null, compare: (a: T, b: T) => number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compare(a, b);
}
