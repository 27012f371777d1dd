import type { Finding, Report, TargetReport } from "@migrun/core";

/** A finding with the file that a review tool shows it at: such tools drop or refuse what has none. */
export interface PlacedFinding {
  readonly finding: Finding;
  /** Name of the target; null: the whole run. */
  readonly target: string | null;
  /** From the root of the repository, with `/` and without `./`; null: of a run that has no target either. */
  readonly file: string | null;
  readonly line: number;
}

/** The findings of a target. One without a file of its own, such as drift, stands at the Alembic config. */
export function placeFindings(target: TargetReport, pathPrefix: string): readonly PlacedFinding[] {
  return target.findings.map((finding) => place(finding, { target, pathPrefix }));
}

/** The findings of no target; those without a file stand at the Alembic config of the first target. */
export function placeProblems(report: Report, pathPrefix: string): readonly PlacedFinding[] {
  const target = report.targets[0] ?? null;
  return report.problems.map((finding) => ({ ...place(finding, { target, pathPrefix }), target: null }));
}

function place(
  finding: Finding,
  { target, pathPrefix }: { readonly target: TargetReport | null; readonly pathPrefix: string },
): PlacedFinding {
  const file = finding.file ?? target?.config ?? null;
  return {
    finding,
    target: target?.name ?? null,
    file: file === null || file === "" ? null : normalise(pathPrefix + file),
    line: finding.file === null ? 1 : Math.max(1, finding.line ?? 1),
  };
}

/** `services/users/../x.py` would not be found. A way that leads out of the repository stays. */
function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
