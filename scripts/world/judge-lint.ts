/**
 * Holds what the rules on SQL found against what was found before. There is too much for a verdict each: `world/lint.json`
 * says of each code what people saw who looked at some of its findings, and `world/<package>/lint.json` has the number of
 * findings by revision.
 */
import type { Finding, TargetReport } from "../../packages/core/src/index.ts";

/** What somebody said of the findings of a code. */
export interface LintVerdict {
  /** How many were held against the source one by one. */
  readonly looked: number;
  /** Why they are right. */
  readonly why: string;
}

/** By target and code: `05234396c6fc × 14, 0d9e73a75ee4`. */
export type LintCounts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Is it a finding of the rules on SQL? */
export function isOfLint({ check }: Pick<Finding, "check">): boolean {
  return check === "lint";
}

/** What was found, in the form in which it is recorded. */
export function countLint(targets: readonly TargetReport[]): LintCounts {
  return Object.fromEntries(
    targets
      .map(({ name, findings }) => [name, countByCode(findings.filter(isOfLint))] as const)
      .filter(([, codes]) => Object.keys(codes).length > 0),
  );
}

function countByCode(findings: readonly Finding[]): Readonly<Record<string, string>> {
  const codes = [...new Set(findings.map(({ code }) => code))].toSorted();
  return Object.fromEntries(
    codes.map((code) => {
      const revisions = findings.filter((one) => one.code === code).map(({ revision }) => revision ?? "-");
      const counts = [...new Set(revisions)].toSorted().map((revision) => {
        const count = revisions.filter((one) => one === revision).length;
        return count === 1 ? revision : `${revision} × ${count}`;
      });
      return [code, counts.join(", ")];
    }),
  );
}

/** What does not fit: other numbers than are recorded. */
export function judgeLint(found: LintCounts, recorded: LintCounts): readonly string[] {
  return [
    ...beyond(found, recorded).map((entry) => `not recorded: ${entry}`),
    ...beyond(recorded, found).map((entry) => `recorded, and not found: ${entry}`),
  ];
}

/** The codes of which nobody said anything. */
export function unseenCodes(
  targets: readonly TargetReport[],
  verdicts: Readonly<Record<string, LintVerdict>>,
): readonly string[] {
  const codes = new Set(targets.flatMap(({ findings }) => findings.filter(isOfLint)).map(({ code }) => code));
  return [...codes].filter((code) => (verdicts[code]?.looked ?? 0) === 0 || verdicts[code]?.why === "");
}

function beyond(these: LintCounts, those: LintCounts): readonly string[] {
  return Object.entries(these).flatMap(([target, codes]) =>
    Object.entries(codes).flatMap(([code, counts]) => {
      const known = new Set((those[target]?.[code] ?? "").split(", "));
      return counts
        .split(", ")
        .filter((entry) => !known.has(entry))
        .map((entry) => `${target} ${code} ${entry}`);
    }),
  );
}
