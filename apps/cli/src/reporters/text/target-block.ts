import { CHECK_IDS } from "@migrun/core";
import type { CheckReport, Finding, TargetReport } from "@migrun/core";
import { plural, seeAbove } from "../../messages.ts";
import { displayWidth, joinWithin, neutralise, oneLine, wrap } from "../../plain-text.ts";
import {
  causesOf,
  isToldAbove,
  placeOf,
  skippedChecks,
  tellsItsPlace,
  unexplainedChecks,
} from "../select.ts";
import type { RenderOptions } from "../reporter.ts";

/** Findings of one check that are written out before the rest is counted. */
const SHOWN_PER_CHECK = 8;
/** Lines of prose are no longer than this, however wide the screen. */
const WIDEST_PROSE = 110;

/** Everything that stops targets: what, where, why it matters, how to mend it. What stops several in the same words is said once. `pick`: the findings that are told. */
export function renderTargetBlocks(
  targets: readonly TargetReport[],
  options: RenderOptions,
  pick: (target: TargetReport) => readonly Finding[] = causesOf,
): readonly (readonly string[])[] {
  const blocks = new Map<string, { readonly named: TargetReport[]; readonly body: readonly string[] }>();
  for (const target of targets) {
    const body = renderBody(target, pick(target), options);
    const text = body.join("\n");
    const same = blocks.get(text);
    if (same === undefined) blocks.set(text, { named: [target], body });
    else same.named.push(target);
  }
  return [...blocks.values()].map(({ named, body }) => [...renderHeading(named, options), ...body]);
}

function renderHeading(targets: readonly TargetReport[], options: RenderOptions): readonly string[] {
  const { theme, width } = options;
  const [only, ...others] = targets;
  const paint = (text: string): string => theme.bad(theme.bold(text));
  if (only === undefined || others.length > 0) {
    return joinWithin(
      targets.map(({ name }) => oneLine(name)),
      ", ",
      width,
    ).map(paint);
  }
  return [`${paint(oneLine(only.name))}  ${theme.dim(oneLine(`${only.config} [${only.section}]`))}`];
}

function renderBody(
  target: TargetReport,
  findings: readonly Finding[],
  options: RenderOptions,
): readonly string[] {
  return [
    ...renderFindings(findings, options),
    ...unexplainedChecks(target).flatMap((check) => renderCheck(check, options)),
    ...renderSkipped(target, options),
    ...renderKept(target, options),
  ];
}

/** Findings that fail something, each in full; the reason of a code is given once. */
export function renderFindings(findings: readonly Finding[], options: RenderOptions): readonly string[] {
  const told = new Set<string>();
  const shown = new Map<string | null, number>();
  const written: Finding[] = [];
  const lines: string[] = [];
  for (const finding of findings.toSorted(byCheck)) {
    const count = (shown.get(finding.check) ?? 0) + 1;
    shown.set(finding.check, count);
    if (options.verbosity === 0 && count > SHOWN_PER_CHECK) continue;
    if (isToldAbove(finding, written)) {
      lines.push("", ...renderTitle(seeAbove(finding), finding, options));
      continue;
    }
    written.push(finding);
    const why = told.has(finding.code) ? null : options.why(finding.code);
    told.add(finding.code);
    lines.push(...renderFinding(finding, why, options));
  }
  for (const [check, count] of shown) {
    const hidden = count - SHOWN_PER_CHECK;
    if (options.verbosity > 0 || hidden <= 0) continue;
    lines.push(options.theme.dim(`  ... ${hidden} more ${check ?? "run"} findings (all of them: -v)`));
  }
  return lines;
}

function byCheck(a: Finding, b: Finding): number {
  return placeOfCheck(a) - placeOfCheck(b);
}

function placeOfCheck({ check }: Finding): number {
  return check === null ? -1 : CHECK_IDS.indexOf(check);
}

function renderFinding(finding: Finding, why: string | null, options: RenderOptions): readonly string[] {
  const { theme } = options;
  const [first = "", ...rest] = neutralise(finding.message).split("\n");
  const at = tellsItsPlace(finding) ? [] : [placeOf(finding), revisionOf(finding)];
  const facts = [...at, finding.object, `${finding.code} ${finding.rule}`];
  const known = facts.filter((fact) => fact !== null).map(oneLine);
  return [
    "",
    ...renderTitle(first, finding, options),
    ...rest.map((line) => indent(line, 6)),
    ...joinWithin(known, separatorOf(options), options.width - 4).map((line) => indent(theme.dim(line), 4)),
    ...(why === null ? [] : labelled("why", why, options)),
    ...(finding.hint === null
      ? []
      : labelled("fix", splitCommand(neutralise(finding.hint), options), options)),
  ];
}

function renderTitle(sentence: string, finding: Finding, options: RenderOptions): readonly string[] {
  const { theme } = options;
  const title = `${finding.check === null ? "" : `${finding.check}: `}${sentence}`;
  const [head = "", ...more] = prose(title, 4, options);
  const mark =
    finding.severity === "error" ? theme.bad(theme.symbols.failed) : theme.warn(theme.symbols.warned);
  return [`  ${mark} ${theme.bold(head)}`, ...more.map((line) => indent(theme.bold(line), 4))];
}

function separatorOf({ theme }: RenderOptions): string {
  return ` ${theme.symbols.dot} `;
}

function revisionOf(finding: Finding): string | null {
  return finding.revision === null ? null : `revision ${finding.revision}`;
}

/** A labelled paragraph; what follows its first line is a snippet and is not rewrapped. */
function labelled(label: string, text: string, options: RenderOptions): readonly string[] {
  const [first = "", ...snippet] = text.split("\n");
  const [head = "", ...more] = prose(first, 9, options);
  return [
    `    ${options.theme.accent(label)}  ${head}`,
    ...more.map((line) => indent(line, 9)),
    ...snippet.map((line) => (line.trim() === "" ? "" : indent(line, 9))),
  ];
}

/** A command after a colon gets a line of its own where the two do not fit: broken, it could not be copied. */
function splitCommand(hint: string, { width }: RenderOptions): string {
  const [first = ""] = hint.split("\n", 1);
  const colon = first.indexOf(": ");
  // What ends with a full stop is a sentence, unless it is a quoted command.
  const isCommand = /: (?:`|.*[^.]$)/u.test(first);
  if (!isCommand || displayWidth(first) + 9 <= Math.min(width, WIDEST_PROSE)) return hint;
  return `${hint.slice(0, colon + 1)}\n  ${hint.slice(colon + 2)}`;
}

function renderCheck(check: CheckReport, options: RenderOptions): readonly string[] {
  const { theme } = options;
  const what = check.status === "error" ? "could not be done" : "failed";
  const reason = check.reason === null ? "" : `: ${neutralise(check.reason)}`;
  const [first = "", ...rest] = `${check.id} ${what}${reason}`.split("\n");
  const [head = "", ...more] = prose(first, 4, options);
  return [
    "",
    `  ${theme.bad(theme.symbols.failed)} ${theme.bold(head)}`,
    ...more.map((line) => indent(line, 4)),
    // A sentence may be broken; anything else may be a command, which is there to be copied.
    ...rest
      .flatMap((line) => (line.endsWith(".") ? prose(line, 6, options) : [line]))
      .map((line) => indent(line, 6)),
  ];
}

function renderSkipped(target: TargetReport, { theme }: RenderOptions): readonly string[] {
  const groups = skippedChecks(target);
  if (groups.length === 0) return [];
  const lines = groups.map(({ reason, ids }) => {
    const because = reason === "" ? "" : `: ${oneLine(reason)}`;
    return theme.dim(`  ${theme.symbols.skipped} not run: ${ids.join(", ")}${because}`);
  });
  return ["", ...lines];
}

/** With `--keep` a check says how to connect to the database that it left in place. */
function renderKept(target: TargetReport, { theme }: RenderOptions): readonly string[] {
  const kept = target.checks.map((check) => check.data["kept"]).filter((one) => typeof one === "string");
  return kept.length === 0 ? [] : ["", ...kept.map((how) => `  ${theme.accent("kept")}  ${oneLine(how)}`)];
}

/** One line per warning, for all targets together; `target` null: of none. */
export function renderWarnings(
  findings: readonly { readonly target: string | null; readonly finding: Finding }[],
  options: RenderOptions,
): readonly string[] {
  const { theme, verbosity } = options;
  const shown = verbosity > 0 ? findings : findings.slice(0, SHOWN_PER_CHECK);
  const lines = shown.flatMap(({ target, finding }) => {
    const mark = finding.severity === "warning" ? theme.warn(theme.symbols.warned) : theme.dim("i");
    const place = tellsItsPlace(finding) ? null : placeOf(finding);
    const text = `${target === null ? "" : `${target}: `}${finding.message}${place === null ? "" : ` (${place})`}`;
    const [head = "", ...more] = prose(`${finding.code} ${oneLine(text)}`, 4, options);
    return [`  ${mark} ${head}`, ...more.map((line) => indent(line, 4))];
  });
  const hidden = findings.length - shown.length;
  const rest = hidden === 0 ? [] : [theme.dim(`  ... ${plural(hidden, "more", "more")} (all of them: -v)`)];
  return [...lines, ...rest];
}

function prose(line: string, indented: number, { width }: RenderOptions): readonly string[] {
  return wrap(line, Math.max(20, Math.min(width, WIDEST_PROSE) - indented));
}

function indent(line: string, by: number): string {
  return " ".repeat(by) + line;
}
