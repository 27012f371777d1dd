import { CHECK_IDS, type Finding, isAcceptable, type Report, type TargetReport } from "@migrun/core";
import { plural } from "../../messages.ts";
import { displayWidth, joinWithin, neutralise, oneLine, wrap } from "../../plain-text.ts";
import { grouped } from "../grouped.ts";
import type { RenderOptions } from "../reporter.ts";
import { splitHint, type SplitHint } from "../split-hint.ts";
import { active, causesOf, hasKept, placeOf, unexplainedChecks } from "../select.ts";
import { renderTargetBlocks } from "./target-block.ts";

/** Lines for what must be mended first: enough for three or four targets. */
const ROOM_FOR_URGENT = 26;
/** Targets that a kind names before it counts the others. */
const SHOWN_TARGETS = 6;

/**
 * The findings of a run that has too many to be read one by one: first what no age excuses, each in full, then
 * the others by kind, each with one example. `room`: lines that may be used.
 */
export function renderShort(
  report: Report,
  options: RenderOptions,
  room: number,
): readonly (readonly string[])[] {
  const urgent = urgentBlocks(report, options);
  const used = urgent.reduce((sum, block) => sum + block.length + 1, 0);
  return [...urgent, renderKinds(report, options, room - used)];
}

/** What no age excuses. */
function isUrgent(finding: Finding): boolean {
  return finding.severity === "error" && !isAcceptable(finding);
}

function urgentBlocks(report: Report, options: RenderOptions): readonly (readonly string[])[] {
  const pick = (target: TargetReport): readonly Finding[] => causesOf(target).filter(isUrgent);
  const targets = report.targets.filter(
    (target) => pick(target).length > 0 || unexplainedChecks(target).length > 0 || hasKept(target),
  );
  const blocks: (readonly string[])[] = [];
  let used = 0;
  const left: string[] = [];
  for (const { names, lines } of renderTargetBlocks(targets, options, pick)) {
    const block = cut(lines, options);
    used += block.length + 1;
    if (used > ROOM_FOR_URGENT && blocks.length > 0) left.push(...names.map(oneLine));
    else blocks.push(block);
  }
  if (left.length === 0) return blocks;
  const names = joinWithin(left, ", ", options.width - 4).map((line) => `    ${line}`);
  const were = `  ${plural(left.length, "more target")} could not be checked as a whole (-v says why):`;
  return [...blocks, [were, ...names]];
}

/** One target does not take the room of all. */
function cut(block: readonly string[], { theme }: RenderOptions): readonly string[] {
  const rest = block.length - ROOM_FOR_URGENT;
  if (rest <= 0) return block;
  return [...block.slice(0, ROOM_FOR_URGENT - 1), theme.dim(`  ... ${rest + 1} more lines (-v)`)];
}

interface Owned {
  readonly target: TargetReport;
  readonly finding: Finding;
}

function renderKinds(report: Report, options: RenderOptions, room: number): readonly string[] {
  const owned = report.targets.flatMap((target) =>
    [...active(target.findings, "error"), ...active(target.findings, "warning")]
      .filter((finding) => !isUrgent(finding))
      .map((finding) => ({ target, finding })),
  );
  if (owned.length === 0) return [];
  const kinds = [
    ...grouped(owned.toSorted(byWeight), ({ finding }) => `${finding.severity} ${finding.code}`).values(),
  ];
  const titles = kinds.map((kind) => titleOf(kind, report, options));
  const examplesBy = (fix: "whole" | "short"): readonly (readonly string[])[] =>
    kinds.map((kind, index) => [...titles[index]!, ...exampleOf(kind, options, fix)]);
  const short = examplesBy("short");
  const isRoomy = short.flat().length < room;
  const told = isRoomy ? extended(short, examplesBy("whole"), room) : titles;
  const fitting = fit(told, room - 2);
  const hidden = kinds.length - fitting.length;
  const { theme } = options;
  return [
    theme.bold(`${plural(owned.length, "finding")} by kind, with an example of each (all of them: -v)`),
    ...fitting.flat(),
    ...(hidden > 0 ? [theme.dim(`  ... ${plural(hidden, "more kind")} (-v)`)] : []),
  ];
}

/** As many of the blocks in their longer form as have room, the first ones first. */
function extended(
  short: readonly (readonly string[])[],
  long: readonly (readonly string[])[],
  room: number,
): readonly (readonly string[])[] {
  let used = short.flat().length;
  return short.map((block, index) => {
    const longer = long[index]!;
    if (used + longer.length - block.length >= room) return block;
    used += longer.length - block.length;
    return longer;
  });
}

/** As many as have room together, and at least one. */
function fit(blocks: readonly (readonly string[])[], room: number): readonly (readonly string[])[] {
  let used = 0;
  return blocks.filter((block, index) => {
    used += block.length;
    return index === 0 || used <= room;
  });
}

function byWeight({ finding: a }: Owned, { finding: b }: Owned): number {
  const weight = ({ severity, check }: Finding): number =>
    (severity === "error" ? 0 : 100) + (check === null ? -1 : CHECK_IDS.indexOf(check));
  return weight(a) - weight(b);
}

/** `✗ files: MF103 no-downgrade in 40 released revisions: users 22, billing 18` */
function titleOf(kind: readonly Owned[], report: Report, options: RenderOptions): readonly string[] {
  const { theme, width } = options;
  const [{ finding } = kind[0]!] = kind;
  const isError = finding.severity === "error";
  const mark = isError ? theme.bad(theme.symbols.failed) : theme.warn(theme.symbols.warned);
  const targets = [...grouped(kind, ({ target }) => target.name)].map(
    ([name, own]) => `${oneLine(name)} ${own.length}`,
  );
  const shown = targets.slice(0, SHOWN_TARGETS);
  const named = shown.length === targets.length ? shown : [...shown, `${targets.length - shown.length} more`];
  const check = finding.check === null ? "" : `${finding.check}: `;
  const only = report.targets.length === 1 ? "" : `: ${named.join(", ")}`;
  const [head = "", ...more] = wrap(
    `${check}${finding.code} ${finding.rule} ${extent(kind, report)}${only}`,
    width - 4,
  );
  return [`  ${mark} ${theme.bold(head)}`, ...more.map((line) => `    ${theme.bold(line)}`)];
}

/** `in 40 released revisions`, `(12)`: revisions where each has its own, else the findings. */
function extent(kind: readonly Owned[], { base }: Report): string {
  const revisions = new Set(kind.map(({ target, finding }) => `${target.name} ${finding.revision}`)).size;
  if (kind.some(({ finding }) => finding.revision === null)) return `(${kind.length})`;
  const isPast = base.commit !== null && kind.every(({ target }) => target.newRevisions === 0);
  const of = plural(revisions, isPast ? "released revision" : "revision");
  return revisions === kind.length ? `in ${of}` : `(${kind.length}) in ${of}`;
}

function exampleOf(
  kind: readonly Owned[],
  options: RenderOptions,
  form: "whole" | "short",
): readonly string[] {
  const [{ finding } = kind[0]!] = kind;
  const place = placeOf(finding);
  const [said = ""] = neutralise(finding.message).split("\n");
  const { prose, code } = fixOf(neutralise(finding.hint ?? ""), { form, width: options.width - 6 });
  const lines = [
    `${oneLine(said)}${place === null ? "" : ` (${oneLine(place)})`}`,
    ...(prose === "" ? [] : [`fix: ${prose}`]),
  ];
  // Code is there to be copied: it is never broken.
  return [...lines.flatMap((line) => wrap(line, options.width - 6)), ...code.map((line) => `  ${line}`)].map(
    (line) => `      ${options.theme.dim(line)}`,
  );
}

/** A hint and its snippet; in short without it, unless it is one line. */
function fixOf(
  hint: string,
  { form, width }: { readonly form: "whole" | "short"; readonly width: number },
): SplitHint {
  const { prose: first, code } = splitHint(hint);
  const joined = `${first} ${code[0] ?? ""}`;
  if (code.length === 1 && first.endsWith(":") && displayWidth(`fix: ${joined}`) <= width)
    return { prose: joined, code: [] };
  if (form === "whole" || code.length === 1) return { prose: first, code };
  if (!first.endsWith(":")) return { prose: first, code: [] };
  const end = first.lastIndexOf(". ");
  return { prose: end < 0 ? first.replace(/:$/u, "") : first.slice(0, end + 1), code: [] };
}
