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
import { grouped } from "../grouped.ts";
import type { RenderOptions } from "../reporter.ts";
import { joinSettings } from "./join-settings.ts";

/** Findings of one check that are written out before the rest is counted. */
const SHOWN_PER_CHECK = 8;
/** Lines of prose are no longer than this, however wide the screen. */
const WIDEST_PROSE = 110;

/** What is said of one target, or of several in the same words. */
export interface TargetBlock {
  readonly names: readonly string[];
  readonly lines: readonly string[];
}

/**
 * Everything that stops targets: what, where, why it matters, how to mend it. What stops several in the same words is
 * said once, why a code matters too; what their settings lack is one list. `pick`: the findings that are told.
 */
export function renderTargetBlocks(
  targets: readonly TargetReport[],
  options: RenderOptions,
  pick: (target: TargetReport) => readonly Finding[] = causesOf,
): readonly TargetBlock[] {
  const told = new Set<string>();
  const joined = options.verbosity > 0 ? null : joinSettings(targets, pick);
  const isJoined = (finding: Finding): boolean => joined?.findings.has(finding) === true;
  const rest = targets
    .map((target) => ({ target, findings: pick(target).filter((one) => !isJoined(one)) }))
    .filter(({ target, findings }) => findings.length > 0 || !pick(target).some(isJoined));
  const skipped = targets.flatMap((target) => skippedChecks(target).map(skippedWords));
  // Where no two have a reason in common, each is said where its target is told.
  const isShared = new Set(skipped).size < skipped.length;
  const bodyOf = ({ target, findings }: Told, said: Set<string>): readonly string[] => [
    ...renderBody(target, findings, { ...options, told: said }),
    ...(isShared ? [] : renderSkipped([target], options)),
    ...renderKept(target, options),
  ];
  const same = grouped(rest, (one) => bodyOf(one, new Set()).join("\n"));
  const named = (all: readonly TargetReport[], body: readonly string[]): TargetBlock => ({
    names: all.map(({ name }) => name),
    lines: [...renderHeading(all, options), ...body],
  });
  return [
    ...(joined === null
      ? []
      : [named(joined.targets, renderFindings([joined.finding], { ...options, told }))]),
    ...[...same.values()].map((all) =>
      named(
        all.map(({ target }) => target),
        bodyOf(all[0]!, told),
      ),
    ),
    ...(isShared ? [{ names: [], lines: renderSkipped(targets, options).slice(1) }] : []),
  ];
}

interface Told {
  readonly target: TargetReport;
  readonly findings: readonly Finding[];
}

/** With the codes whose reason was given already. */
type Telling = RenderOptions & { readonly told?: Set<string> };

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

function renderBody(target: TargetReport, findings: readonly Finding[], options: Telling): readonly string[] {
  return [
    ...renderFindings(findings, options),
    ...unexplainedChecks(target).flatMap((check) => renderCheck(check, options)),
  ];
}

/** Findings that fail something, each in full; the reason of a code is given once. */
export function renderFindings(findings: readonly Finding[], options: Telling): readonly string[] {
  const { told = new Set<string>() } = options;
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
  const hint = finding.hint === null ? null : shortHint(finding.code, finding.hint, options);
  return [
    "",
    ...renderTitle(first, finding, options),
    ...rest.map((line) => indent(line, 6)),
    ...joinWithin(known, separatorOf(options), options.width - 4).map((line) => indent(theme.dim(line), 4)),
    ...(why === null ? [] : labelled("why", why, options)),
    ...(hint === null ? [] : labelled("fix", splitCommand(neutralise(hint), options), options)),
  ];
}

/** The recipe for a server with an extension begins with the line for here; those for CI are long. */
function shortHint(code: string, hint: string, { verbosity }: RenderOptions): string {
  const [where = "", here, command, ...more] = hint.split("\n");
  if (code !== "MX912" || verbosity > 0 || more.length === 0) return hint;
  const others = more.filter((line) => /^\S/u.test(line)).map((line) => line.replace(/[,:].*$/u, ""));
  return [where, here, command, `(-v has the lines for ${others.join(", ")})`].join("\n");
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

function skippedWords({ ids, reason }: ReturnType<typeof skippedChecks>[number]): string {
  return `${ids.join(", ")}${reason === "" ? "" : `: ${oneLine(reason)}`}`;
}

/** Several targets are named, those with the same reason together. */
function renderSkipped(targets: readonly TargetReport[], options: RenderOptions): readonly string[] {
  const { theme, width } = options;
  const all = targets.flatMap((target) => skippedChecks(target).map((group) => ({ target, ...group })));
  if (all.length === 0) return [];
  const groups = grouped(all, skippedWords);
  const lines = [...groups].flatMap(([what, those]) => {
    const names =
      targets.length === 1 ? "" : ` (${those.map(({ target }) => oneLine(target.name)).join(", ")})`;
    const [head = "", ...more] = wrap(`not run: ${what}${names}`, Math.max(20, width - 4));
    return [`  ${theme.symbols.skipped} ${head}`, ...more.map((line) => indent(line, 4))];
  });
  return ["", ...lines.map(theme.dim)];
}

/** With `--keep` a check says how to connect to the database that it left in place. */
function renderKept(target: TargetReport, { theme }: RenderOptions): readonly string[] {
  const kept = target.checks.map((check) => check.data["kept"]).filter((one) => typeof one === "string");
  return kept.length === 0 ? [] : ["", ...kept.map((how) => `  ${theme.accent("kept")}  ${oneLine(how)}`)];
}

/**
 * One line per warning, for all targets together; `target` null: of none. Warnings on what revisions do have the safe
 * way too, the first of each code, or with more verbosity each.
 */
export function renderWarnings(
  findings: readonly { readonly target: string | null; readonly finding: Finding }[],
  options: RenderOptions,
): readonly string[] {
  const { theme, verbosity } = options;
  const shown = verbosity > 0 ? findings : findings.slice(0, SHOWN_PER_CHECK);
  const told = new Set<string>();
  const lines = shown.flatMap(({ target, finding }) => {
    const mark = finding.severity === "warning" ? theme.warn(theme.symbols.warned) : theme.dim("i");
    const place = tellsItsPlace(finding) ? null : placeOf(finding);
    const text = `${target === null ? "" : `${target}: `}${finding.message}${place === null ? "" : ` (${place})`}`;
    const [head = "", ...more] = prose(`${finding.code} ${oneLine(text)}`, 4, options);
    const isTold = verbosity === 0 && told.has(finding.code);
    told.add(finding.code);
    const fix = finding.check !== "lint" || finding.hint === null || isTold ? null : neutralise(finding.hint);
    return [
      `  ${mark} ${head}`,
      ...more.map((line) => indent(line, 4)),
      ...(fix === null ? [] : labelled("fix", fix, options)),
    ];
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
