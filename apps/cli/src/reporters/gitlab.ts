import type { Severity } from "@migrun/core";
import { neutralise, oneLine } from "../plain-text.ts";
import { toJson } from "./json.ts";
import { placeFindings, type PlacedFinding, placeProblems } from "./placed.ts";
import type { Reporter } from "./reporter.ts";

/** GitLab has five; `blocker` blocks nothing there, so the three of migrun are spread. */
const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: "critical",
  warning: "minor",
  notice: "info",
};
/** The widget shows one line. Characters. */
const LONGEST = 1000;

/**
 * GitLab Code Quality: an array, empty where nothing was found. It knows neither rules nor hints: code and name
 * stand before the message. What is accepted is left out, for it would be shown as open.
 */
export const renderGitlab: Reporter = (report, { pathPrefix }) => {
  const placed = [
    ...placeProblems(report, pathPrefix),
    ...report.targets.flatMap((target) => placeFindings(target, pathPrefix)),
  ];
  const issues = placed.filter(({ finding }) => finding.suppressed === null).map(issueOf);
  return `${toJson(issues)}\n`;
};

function issueOf({ finding, target, file, line }: PlacedFinding) {
  const [first = ""] = neutralise(finding.message).split("\n");
  const of = target === null ? "" : ` (${oneLine(target)})`;
  const said = oneLine(`${finding.code} ${finding.rule}${of}: ${first}`);
  return {
    description: said.length > LONGEST ? `${said.slice(0, LONGEST - 3)}...` : said,
    check_name: finding.code,
    fingerprint: finding.fingerprint,
    severity: SEVERITIES[finding.severity],
    location: { path: file ?? ".", lines: { begin: line } },
  };
}
