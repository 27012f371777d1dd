import {
  appendTo,
  type CheckId,
  type CheckReport,
  type CheckStatus,
  type Finding,
  type Report,
  type Severity,
  type TargetReport,
} from "@migrun/core";

/** Columns of the summary: the checks behind each, in the order of reporting. Lint is the worst of its two. */
export const COLUMNS = [
  { title: "upgrade", checks: ["upgrade"] },
  { title: "sql", checks: ["sql"] },
  { title: "drift", checks: ["drift"] },
  { title: "round trip", checks: ["roundtrip"] },
  { title: "lint", checks: ["files", "lint"] },
] as const satisfies readonly { title: string; checks: readonly CheckId[] }[];

/** One column of the summary. */
export type Column = (typeof COLUMNS)[number];

/** The columns that say something. SQL is quiet while all is well: it is a product, not a verdict. */
export function columnsOf(report: Report): readonly Column[] {
  const ran = new Set(report.targets.flatMap((target) => target.checks.map((check) => check.id)));
  const sqlFailed = report.targets.some((target) =>
    target.checks.some((check) => check.id === "sql" && hasNotPassed(check.status)),
  );
  return COLUMNS.filter((column) => {
    if (column.title === "sql") return sqlFailed || report.command === "sql";
    return column.checks.some((id) => ran.has(id));
  });
}

/** What a cell of the summary says. `absent`: the check was not asked for. `unverified`: it passed, and proves nothing. */
export interface Verdict {
  readonly status: CheckStatus | "warned" | "absent" | "unverified";
  /** Error findings where it failed (under strict perhaps only warnings), warnings where it was warned, else 0. */
  readonly count: number;
}

const WORST_FIRST: readonly CheckStatus[] = ["error", "failed", "skipped", "passed"];

/** The worst of the given checks of a target. */
export function verdictOf(target: TargetReport, ids: readonly CheckId[]): Verdict {
  const checks = target.checks.filter((check) => ids.includes(check.id));
  const status = WORST_FIRST.find((one) => checks.some((check) => check.status === one));
  if (status === undefined) return { status: "absent", count: 0 };
  const count = (severity: Severity): number =>
    active(target.findings, severity).filter((one) => one.check !== null && ids.includes(one.check)).length;
  const warnings = count("warning");
  if (status === "error") return { status, count: count("error") };
  if (status === "failed") return { status, count: count("error") || warnings };
  if (status !== "passed") return { status, count: 0 };
  if (warnings > 0) return { status: "warned", count: warnings };
  return { status: checks.some(provesNothing) ? "unverified" : status, count: 0 };
}

/** A round trip that undid nothing: it ended where it began, or its failure is accepted. The limits say why. */
function provesNothing({ id, data }: CheckReport): boolean {
  const floor = id === "roundtrip" ? data["verifiedDownTo"] : undefined;
  return floor === null || (floor !== undefined && floor !== "base" && data["revisions"] === 0);
}

/** Whether a target needs a block of its own. */
export function needsAttention(target: TargetReport): boolean {
  return hasNotPassed(target.status) || active(target.findings, "error").length > 0;
}

/** Whether not even the history of a target was read, though nobody interrupted the run: the reason has to be said. */
export function wasLeftOut(target: TargetReport): boolean {
  const heads = target.checks.find((check) => check.id === "heads");
  return target.status === "skipped" && heads?.status === "skipped" && heads.reason !== "interrupted";
}

/** Failed, or could not be done. */
export function hasNotPassed(status: CheckStatus): boolean {
  return status === "failed" || status === "error";
}

/** The findings of one severity that nobody accepted. */
export function active(findings: readonly Finding[], severity: Severity): readonly Finding[] {
  return findings.filter((finding) => finding.severity === severity && finding.suppressed === null);
}

/** What a target fails by: its errors, and under strict the warnings of what failed without an error. */
export function causesOf(target: TargetReport): readonly Finding[] {
  const errors = active(target.findings, "error");
  const warnings = active(target.findings, "warning");
  if (errors.length === 0 && target.status === "failed" && !target.checks.some(isFailed)) return warnings;
  const explained = new Set(errors.map((finding) => finding.check));
  const open = target.checks.filter((check) => isFailed(check) && !explained.has(check.id));
  return [...errors, ...warnings.filter((finding) => open.some((check) => check.id === finding.check))];
}

/** Warnings that fail nothing. */
export function harmlessWarnings(target: TargetReport): readonly Finding[] {
  const causes = new Set(causesOf(target));
  return active(target.findings, "warning").filter((finding) => !causes.has(finding));
}

/** Checks that failed or could not be done and have no finding that says so. */
export function unexplainedChecks(target: TargetReport): readonly CheckReport[] {
  const explained = new Set(causesOf(target).map((finding) => finding.check));
  return target.checks.filter((check) => hasNotPassed(check.status) && !explained.has(check.id));
}

/** Did `--keep` leave a database of it in place? */
export function hasKept(target: TargetReport): boolean {
  return target.checks.some((check) => typeof check.data["kept"] === "string");
}

function isFailed(check: CheckReport): boolean {
  return check.status === "failed";
}

/** Is the place of a finding among those that its message tells? */
export function tellsItsPlace(finding: Finding): boolean {
  const place = placeOf(finding);
  if (place === null || finding.line === null) return false;
  // Line 4 is not told by line 42.
  return finding.message.split(place).some((after, index) => index > 0 && !/^\d/.test(after));
}

/** Has an earlier finding said that this revision has no downgrade? Then a round trip that stops at it has nothing to add. */
export function isToldAbove(finding: Finding, above: readonly Finding[]): boolean {
  if (finding.code !== "MX906" || finding.revision === null) return false;
  return above.some((one) => one.code === "MF103" && one.revision === finding.revision);
}

/** `services/users/x.py:12`, or null where a finding has no file. */
export function placeOf(finding: Finding): string | null {
  if (finding.file === null) return null;
  return finding.line === null ? finding.file : `${finding.file}:${finding.line}`;
}

/** Skipped checks of a target, those with the same reason together. */
export function skippedChecks(target: TargetReport): readonly { reason: string; ids: readonly CheckId[] }[] {
  const groups = new Map<string, CheckId[]>();
  for (const check of target.checks) {
    if (check.status !== "skipped") continue;
    appendTo(groups, check.reason ?? "", check.id);
  }
  return [...groups].map(([reason, ids]) => ({ reason, ids }));
}
