import type { CheckStatus, Finding, Report, Severity } from "@migrun/core";
import { type CodeRecord, describeCode } from "../describe-code.ts";
import { neutralise, oneLine } from "../plain-text.ts";
import { toJson } from "./json.ts";
import { placeFindings, type PlacedFinding, placeProblems } from "./placed.ts";
import type { RenderOptions, Reporter } from "./reporter.ts";

/** Code scanning refuses a file with more runs. */
const MOST_RUNS = 20;
/** Code scanning shows as many results of a run. */
const MOST_RESULTS = 5000;
/** Of all runs together: what stays below ten packed megabytes with messages of ordinary length. */
const MOST_OF_A_FILE = 25_000;
/** Of a message with its hint. Characters. */
const LONGEST_MESSAGE = 3000;
/** What code scanning allows for a short description. Characters. */
const LONGEST_SUMMARY = 1024;

const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", notice: "note" };
/** How code scanning sorts what is no security problem. */
const PROBLEMS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  notice: "recommendation",
};
const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, notice: 2 };
/** Nothing was judged, so nothing was mended either. */
const UNKNOWN: readonly CheckStatus[] = ["error", "skipped"];

/** What becomes one run: a target, or what belongs to none. */
interface Part {
  readonly category: string;
  readonly placed: readonly PlacedFinding[];
}

/**
 * SARIF 2.1.0, within the limits of GitHub code scanning: a run per target, each a category of its own, so that a
 * run of some targets does not close the alerts of others. What has no file at all is a notification.
 */
export const renderSarif: Reporter = (report, options) => {
  const parts = partsOf(report, options);
  const room = Math.min(MOST_RESULTS, Math.floor(MOST_OF_A_FILE / Math.max(1, parts.length)));
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: parts.map((part) => runOf(part, report, room)),
  };
  return `${toJson(log)}\n`;
};

function partsOf(report: Report, { pathPrefix, codeScanning }: RenderOptions): readonly Part[] {
  const tool = report.command === "all" ? "migrun" : `migrun-${report.command.replaceAll(" ", "-")}`;
  const shown = (placed: readonly PlacedFinding[]): readonly PlacedFinding[] =>
    codeScanning ? placed.filter(({ finding }) => finding.suppressed === null) : placed;
  const targets = report.targets
    .map((target) => ({ target, placed: shown(placeFindings(target, pathPrefix)) }))
    // An empty run would close the alerts of a target that could not be judged.
    .filter(({ target, placed }) => placed.length > 0 || !UNKNOWN.includes(target.status));
  const problems = shown(placeProblems(report, pathPrefix));
  const whole = { category: `${tool}/`, placed: problems };
  const parts = targets.map(({ target, placed }) => ({
    category: `${tool}/${oneLine(target.name)}/`,
    placed,
  }));
  if (parts.length + 1 > MOST_RUNS) {
    return [{ ...whole, placed: [...problems, ...parts.flatMap(({ placed }) => placed)] }];
  }
  return [...(problems.length > 0 || parts.length === 0 ? [whole] : []), ...parts];
}

function runOf({ category, placed }: Part, report: Report, room: number) {
  const located = placed.filter(({ file }) => file !== null);
  const kept = located
    .toSorted((a, b) => WEIGHT[a.finding.severity] - WEIGHT[b.finding.severity])
    .slice(0, room);
  const codes = [...new Set(placed.map(({ finding }) => finding.code))].toSorted();
  const hidden = located.length - kept.length;
  const notifications = [
    ...placed.filter(({ file }) => file === null).map(({ finding }) => notificationOf(finding)),
    ...(hidden === 0
      ? []
      : [{ level: "warning", message: { text: `${hidden} more results are in the JSON report.` } }]),
  ];
  const version = report.versions.migrun;
  return {
    tool: {
      driver: {
        name: "migrun",
        version,
        semanticVersion: version,
        rules: codes.map((code) => ruleOf(code, placed)),
      },
    },
    automationDetails: { id: category },
    columnKind: "utf16CodeUnits",
    invocations: [
      {
        executionSuccessful: report.exitCode === 0 || report.exitCode === 1,
        exitCode: report.exitCode,
        toolExecutionNotifications: notifications,
      },
    ],
    results: kept.map((one) => resultOf(one, codes.indexOf(one.finding.code))),
  };
}

function ruleOf(code: string, placed: readonly PlacedFinding[]) {
  // Codes of errors that stop a whole command, MIGRUN_…, have no record.
  const known = describeCode(code);
  const one = placed.find(({ finding }) => finding.code === code)?.finding;
  const severity = known?.severity ?? one?.severity ?? "error";
  const what = known?.what ?? one?.rule ?? code;
  return {
    id: code,
    name: known?.name ?? one?.rule ?? code,
    shortDescription: { text: what.slice(0, LONGEST_SUMMARY) },
    fullDescription: { text: known?.why ?? what },
    help: helpOf(code, known),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ["migrations"], "problem.severity": PROBLEMS[severity] },
  };
}

function helpOf(code: string, known: CodeRecord | null): { text: string; markdown: string } {
  const more = `migrun explain ${code}`;
  const said = [
    known?.what ?? null,
    known?.why ?? null,
    known?.fix === undefined || known.fix === null ? null : `Fix: ${known.fix}`,
  ].filter((text) => text !== null);
  return {
    text: [...said, ...(known === null ? [] : [`More: ${more}`])].join("\n\n") || code,
    markdown: [...said, ...(known === null ? [] : [`More: \`${more}\``])].join("\n\n") || code,
  };
}

function resultOf({ finding, file, line }: PlacedFinding, ruleIndex: number) {
  const column = finding.column === null || finding.file === null ? {} : { startColumn: finding.column };
  return {
    ruleId: finding.code,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: messageOf(finding) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file ?? ""), uriBaseId: "%SRCROOT%" },
          region: { startLine: line, ...column },
        },
        ...(finding.object === null
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: oneLine(finding.object), kind: "object" }] }),
      },
    ],
    // Code scanning reads this one alone.
    partialFingerprints: { primaryLocationLineHash: finding.fingerprint },
    suppressions: suppressionsOf(finding),
  };
}

function suppressionsOf({ suppressed }: Finding) {
  if (suppressed === null) return [];
  const { kind, reason, until } = suppressed;
  const justification = until === null ? reason : `${reason} (until ${until})`;
  return [{ kind: kind === "source" ? "inSource" : "external", status: "accepted", justification }];
}

function notificationOf(finding: Finding) {
  return {
    level: LEVELS[finding.severity],
    message: { text: messageOf(finding) },
    descriptor: { id: finding.code },
  };
}

/** What it says and what to do; its first sentence becomes the title of an alert. */
function messageOf({ code, message, hint }: Finding): string {
  const said = neutralise(hint === null ? message : `${message}\n\nFix: ${hint}`).trim();
  return (said.length > LONGEST_MESSAGE ? `${said.slice(0, LONGEST_MESSAGE)}\n(cut)` : said) || code;
}

/** A relative reference: every part of the path is escaped, also one with a colon, which would be a scheme. */
function uriOf(path: string): string {
  return neutralise(path).split("/").map(encodeURIComponent).join("/");
}
