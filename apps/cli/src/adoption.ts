import { BASELINE_FILE, type Finding, isAcceptable, type Report, type TargetReport } from "@migrun/core";
import { plural } from "./messages.ts";
import { active } from "./reporters/select.ts";

/** How the past is accepted, where a run fails over it. */
export interface Adoption {
  /** `migrun baseline` */
  readonly command: string;
  /** What it would do. */
  readonly line: string;
}

/** A finding without a revision (drift) may be of today, and without a base any may: as many as this hardly are. */
const MANY = 8;

/**
 * The one command that lets a team begin with what is new: where a whole run fails over findings that are older than the
 * work at hand and that may be accepted, and nothing was accepted yet. Null: there is nothing to begin with.
 */
export function adoptionOf(report: Report): Adoption | null {
  if (report.command !== "all" || report.exitCode === 0 || report.baseline !== null) return null;
  const findings = report.targets.flatMap(failing);
  const acceptable = findings.filter(isAcceptable);
  const isPast = acceptable.length > MANY || (report.base.commit !== null && report.targets.some(hasPast));
  if (acceptable.length === 0 || !isPast) return null;
  const all = acceptable.length === findings.length ? "" : ` of ${findings.length}`;
  return {
    command: `migrun baseline${judgesAll(report) ? " --all-revisions" : ""}`,
    line: `${plural(acceptable.length, "finding")}${all} can be accepted as ${acceptable.length === 1 ? "it is" : "they are"}, into ${BASELINE_FILE}: then only what is new fails.`,
  };
}

function failing({ findings }: TargetReport): readonly Finding[] {
  return [...active(findings, "error"), ...active(findings, "warning")];
}

/** Are there findings in more revisions than there are new ones? */
function hasPast(target: TargetReport): boolean {
  const revisions = failing(target)
    .filter(isAcceptable)
    .flatMap(({ revision }) => revision ?? []);
  return new Set(revisions).size > target.newRevisions;
}

/** Were released revisions judged by the rules for new ones? Then they are to be accepted in the same way. */
function judgesAll({ base, targets }: Report): boolean {
  return targets.some(({ checks, newRevisions }) =>
    checks.some(({ id, data }) => {
      const judged = data["judged"];
      const isAll = id === "files" && data["released"] === 0;
      return isAll && base.commit !== null && typeof judged === "number" && judged > newRevisions;
    }),
  );
}
