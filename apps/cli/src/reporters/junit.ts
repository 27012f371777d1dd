import type { CheckReport, Finding, TargetReport } from "@migrun/core";
import { roundtripLimit } from "../limit-lines.ts";
import { plural } from "../messages.ts";
import { active, causesOf, hasNotPassed, placeOf, unexplainedChecks } from "./select.ts";
import type { Reporter } from "./reporter.ts";

/** JUnit has no standard; these are the parts that GitLab, Jenkins, Buildkite and CircleCI read. */
interface TestCase {
  readonly name: string;
  readonly file: string | null;
  readonly seconds: number;
  readonly outcome: Outcome | null;
  /** Warnings and notices that do not fail the test, and how far it went. */
  readonly output: readonly string[];
}

interface Outcome {
  readonly kind: "failure" | "error" | "skipped";
  readonly type: string;
  readonly message: string;
  readonly body: string;
}

/** Consumers reject large files; one test says no more than this. Characters. */
const LONGEST_BODY = 100_000;
/** Checks whose findings are tests of their own: each belongs to one revision. */
const RULE_CHECKS: readonly (string | null)[] = ["files", "lint"];

/** JUnit XML: a suite per target, a test per check, and one per rule finding. */
export const renderJunit: Reporter = (report) => {
  const suites = report.targets.map((target) =>
    renderSuite(target.name, `migrun.${target.name}`, casesOf(target), report.startedAt),
  );
  const problems = active(report.problems, "error").map((finding) => problemCase(finding));
  if (problems.length > 0) suites.unshift(renderSuite("migrun", "migrun", problems, report.startedAt));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="migrun ${text(report.command)}" time="${seconds(report.durationMs)}">\n${suites.join("")}</testsuites>\n`;
};

function casesOf(target: TargetReport): readonly TestCase[] {
  const unexplained = new Set(unexplainedChecks(target));
  const checks = target.checks
    .filter(
      (check) => !hasNotPassed(check.status) || unexplained.has(check) || !RULE_CHECKS.includes(check.id),
    )
    .map((check) => checkCase(check, target));
  const single = causesOf(target).filter(
    ({ check }) => RULE_CHECKS.includes(check) || !target.checks.some((one) => one.id === check),
  );
  const cases = [...checks, ...single.map(ruleCase)];
  const silent = hasNotPassed(target.status) && cases.every((one) => one.outcome === null);
  return uniquelyNamed(silent ? [...cases, unknownCase(target)] : cases);
}

function checkCase(check: CheckReport, target: TargetReport): TestCase {
  const own = target.findings.filter((finding) => finding.check === check.id);
  const causes = causesOf(target).filter((finding) => finding.check === check.id);
  const minor = [...active(own, "warning"), ...active(own, "notice")].filter((one) => !causes.includes(one));
  const limit = roundtripLimit(check);
  return {
    name: check.id,
    file: causes.find((finding) => finding.file !== null)?.file ?? null,
    seconds: check.durationMs,
    outcome: outcomeOf(check, causes),
    output: [...(limit === null ? [] : [limit]), ...minor.map(describe)],
  };
}

function outcomeOf(check: CheckReport, causes: readonly Finding[]): Outcome | null {
  if (check.status === "passed") return null;
  if (check.status === "skipped") {
    return { kind: "skipped", type: "", message: check.reason ?? "skipped", body: "" };
  }
  const [first] = causes;
  const more = causes.length > 1 ? ` (and ${plural(causes.length - 1, "more", "more")})` : "";
  return {
    kind: check.status === "error" ? "error" : "failure",
    type: first?.code ?? check.id,
    message: (first?.message ?? check.reason ?? check.status) + more,
    body: causes.map(describe).join("\n\n"),
  };
}

function ruleCase(finding: Finding): TestCase {
  const at = finding.revision ?? finding.file ?? finding.object;
  const name = `rule:${finding.code}${at === null ? "" : `:${at}`}`;
  return { name, ...failureOf(finding) };
}

function problemCase(finding: Finding): TestCase {
  return { name: `run:${finding.code}`, ...failureOf(finding) };
}

function failureOf(finding: Finding): Omit<TestCase, "name"> {
  const outcome: Outcome = {
    kind: "failure",
    type: finding.code,
    message: finding.message,
    body: describe(finding),
  };
  return { file: finding.file, seconds: 0, outcome, output: [] };
}

function unknownCase(target: TargetReport): TestCase {
  const message = `the target is reported as ${target.status}`;
  return {
    name: "target",
    file: target.config,
    seconds: target.durationMs,
    outcome: { kind: "error", type: target.status, message, body: "" },
    output: [],
  };
}

/** Consumers drop the second of two tests with one name. */
function uniquelyNamed(cases: readonly TestCase[]): readonly TestCase[] {
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const count = (seen.get(one.name) ?? 0) + 1;
    seen.set(one.name, count);
    return count === 1 ? one : { ...one, name: `${one.name}:${count}` };
  });
}

function describe(finding: Finding): string {
  const place = [placeOf(finding), finding.revision, finding.object].filter((fact) => fact !== null);
  return [
    `${finding.code} ${finding.rule}: ${finding.message}`,
    ...(place.length === 0 ? [] : [place.join(", ")]),
    ...(finding.hint === null ? [] : [finding.hint]),
  ].join("\n");
}

function renderSuite(name: string, className: string, cases: readonly TestCase[], startedAt: string): string {
  const count = (kind: Outcome["kind"]): number => cases.filter((one) => one.outcome?.kind === kind).length;
  const time = seconds(cases.reduce((sum, one) => sum + one.seconds, 0));
  const counts = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
  const open = `  <testsuite name="${text(name)}" ${counts} time="${time}" timestamp="${text(startedAt)}">\n`;
  return `${open}${cases.map((one) => renderCase(one, className)).join("")}  </testsuite>\n`;
}

function renderCase(one: TestCase, className: string): string {
  const file = one.file === null ? "" : ` file="${text(one.file)}"`;
  const open = `    <testcase classname="${text(className)}" name="${text(one.name)}"${file} time="${seconds(one.seconds)}"`;
  const children = [
    ...(one.outcome === null ? [] : [renderOutcome(one.outcome)]),
    ...(one.output.length === 0 ? [] : [`      <system-out>${text(one.output.join("\n\n"))}</system-out>\n`]),
  ];
  return children.length === 0 ? `${open}/>\n` : `${open}>\n${children.join("")}    </testcase>\n`;
}

function renderOutcome({ kind, type, message, body }: Outcome): string {
  const typed = type === "" ? "" : ` type="${text(type)}"`;
  const open = `      <${kind} message="${text(message)}"${typed}`;
  return body === "" ? `${open}/>\n` : `${open}>${text(body)}</${kind}>\n`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** Text for XML 1.0: capped, without colours and characters that XML cannot hold even escaped. */
function text(raw: string): string {
  const capped = raw.length > LONGEST_BODY ? `${raw.slice(0, LONGEST_BODY)}\n(cut)` : raw;
  return capped
    .replaceAll(ANSI, "")
    .replaceAll(XML_ILLEGAL, "\uFFFD")
    .replaceAll(/[&<>"\n\r\t]/g, (char) => XML_ESCAPES[char] ?? char);
}

const XML_ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // Attributes would turn these into spaces.
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

// oxlint-disable-next-line no-control-regex
const ANSI = /\u001B\[[\d;?]*[A-Za-z]/g;
const XML_ILLEGAL =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
