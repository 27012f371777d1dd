import type { Finding, Report, Severity } from "@migrun/core";
import { plural } from "../messages.ts";
import { neutralise } from "../plain-text.ts";
import { renderText } from "./text/text.ts";
import type { Reporter } from "./reporter.ts";

/** GitHub shows ten annotations of a kind per step and drops the others without a word: the tenth is a count. */
const SHOWN_PER_KIND = 9;

interface Owned {
  readonly target: string | null;
  readonly finding: Finding;
}

/**
 * For the log of GitHub Actions: the text report, guarded against commands in text from outside,
 * then annotations on the files of the pull request.
 */
export const renderGithub: Reporter = (report, options) => {
  const token = options.randomToken();
  const guarded = `::stop-commands::${token}\n${renderText(report, options)}::${token}::\n`;
  const findings = ownedFindings(report);
  const annotations = (["error", "warning", "notice"] as const).flatMap((severity) => {
    const all = findings.filter(({ finding }) => finding.severity === severity);
    const hidden = all.length - SHOWN_PER_KIND;
    return [
      ...all.slice(0, SHOWN_PER_KIND).map((owned) => annotate(owned, options.pathPrefix)),
      ...(hidden > 0 ? [countOf(hidden, severity)] : []),
    ];
  });
  return guarded + annotations.map((line) => `${line}\n`).join("");
};

function ownedFindings(report: Report): readonly Owned[] {
  const all = [
    ...report.problems.map((finding) => ({ target: null, finding })),
    ...report.targets.flatMap((target) =>
      target.findings.map((finding) => ({ target: target.name, finding })),
    ),
  ];
  return all.filter(({ finding }) => finding.suppressed === null);
}

function annotate({ target, finding }: Owned, pathPrefix: string): string {
  const title = `${finding.code} ${finding.rule}${target === null ? "" : ` (${target})`}`;
  const place =
    finding.file === null
      ? []
      : [
          ["file", pathPrefix + finding.file],
          ["line", String(finding.line ?? 1)],
          ...(finding.column === null ? [] : [["col", String(finding.column)]]),
        ];
  const properties = [...place, ["title", title]].map(([key, value]) => `${key}=${property(value ?? "")}`);
  const message = finding.hint === null ? finding.message : `${finding.message}\n${finding.hint}`;
  return `::${finding.severity} ${properties.join(",")}::${data(message)}`;
}

function countOf(hidden: number, severity: Severity): string {
  const message = `${plural(hidden, `more ${severity}`)} in the log of this step`;
  return `::${severity} title=migrun::${data(message)}`;
}

function data(text: string): string {
  return neutralise(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
