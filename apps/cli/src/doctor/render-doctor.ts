import type { Diagnosis, Finding, TargetDiagnosis } from "@migrun/core";
import { EXIT_MEANINGS, plural } from "../messages.ts";
import { neutralise, oneLine, wrap } from "../plain-text.ts";
import { renderFindings, renderWarnings } from "../reporters/text/target-block.ts";
import type { RenderOptions } from "../reporters/reporter.ts";
import type { FactRow } from "./facts.ts";
import { pythonRows, repositoryRows, serverRow, targetRows } from "./facts.ts";

/** Width of the labels on the left. */
const LABEL = 11;
/** Lines of prose are no longer than this, however wide the screen. */
const WIDEST = 110;
/** Sections passed over that are named before the rest is counted. */
const SHOWN_PASSED_OVER = 8;

/** The page of `migrun doctor`: a summary, each target, the mistakes with their cures, and what to run next. */
export function renderDoctor(diagnosis: Diagnosis, options: RenderOptions): string {
  const shared = sharedRows(diagnosis);
  const blocks = [
    renderSummary(diagnosis, shared, options),
    ...diagnosis.targets.map((target) => renderTarget(target, shared, options)),
    renderPassedOver(diagnosis, options),
    renderProblems(diagnosis, options),
    renderMistakes(diagnosis, options),
    renderFix(diagnosis, options),
    renderNext(diagnosis, options),
  ];
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join("\n"));
  return `${text.join("\n\n")}\n`;
}

/** Python and server are told once where they are the same for all targets. */
function sharedRows({ targets }: Diagnosis): readonly FactRow[] {
  const [first, ...others] = targets;
  if (first === undefined || others.length === 0) return [];
  const groups = [pythonRows, (target: TargetDiagnosis) => [serverRow(target)]];
  return groups.flatMap((rowsOf) => {
    const text = JSON.stringify(rowsOf(first));
    return others.every((other) => JSON.stringify(rowsOf(other)) === text) ? rowsOf(first) : [];
  });
}

function renderSummary(
  diagnosis: Diagnosis,
  shared: readonly FactRow[],
  options: RenderOptions,
): readonly string[] {
  const { theme } = options;
  const { targets, problems, mistakes } = diagnosis.summary;
  const wrong = mistakes.error + mistakes.warning;
  const counts = [
    plural(targets, "target"),
    problems === 0 ? null : plural(problems, "problem"),
    wrong === 0 ? (problems === 0 ? "nothing wrong found" : null) : plural(wrong, "mistake"),
    mistakes.notice === 0 ? null : plural(mistakes.notice, "notice"),
  ].filter((part) => part !== null);
  const paint = diagnosis.ok ? theme.good : theme.bad;
  const mark = diagnosis.ok ? theme.symbols.passed : theme.symbols.failed;
  return [
    paint(theme.bold(`${mark} ${counts.join(` ${theme.symbols.dot} `)}`)),
    ...renderRows([...repositoryRows(diagnosis), ...shared], options),
  ];
}

function renderTarget(
  target: TargetDiagnosis,
  shared: readonly FactRow[],
  options: RenderOptions,
): readonly string[] {
  const { theme } = options;
  const own = [...targetRows(target), ...pythonRows(target), serverRow(target)];
  const told = new Set(shared.map((row) => JSON.stringify(row)));
  return [
    `${theme.bold(oneLine(target.name))}  ${theme.dim(oneLine(`${target.config} [${target.section}]`))}`,
    ...renderRows(
      own.filter((row) => !told.has(JSON.stringify(row))),
      options,
    ),
  ];
}

function renderRows(rows: readonly FactRow[], options: RenderOptions): readonly string[] {
  const { theme } = options;
  return rows.flatMap(({ label, text, bad }) => {
    const [first = "", ...more] = prose(text, LABEL + 4, options);
    const mark = bad ? theme.bad(theme.symbols.failed) : " ";
    const paint = bad ? theme.bad : (line: string): string => line;
    return [
      `${mark} ${theme.dim(label.padEnd(LABEL))} ${paint(first)}`,
      ...more.map((line) => `${" ".repeat(LABEL + 3)}${paint(line)}`),
    ];
  });
}

function renderPassedOver({ passedOver }: Diagnosis, options: RenderOptions): readonly string[] {
  if (passedOver.length === 0) return [];
  const groups = new Map<
    string,
    { readonly file: string; readonly reason: string; readonly sections: string[] }
  >();
  for (const { file, section, reason } of passedOver) {
    const key = `${file}\0${reason}`;
    const group = groups.get(key) ?? { file, reason, sections: [] };
    if (section !== null) group.sections.push(`[${section}]`);
    groups.set(key, group);
  }
  const lines = [...groups.values()].map(({ file, reason, sections }) => {
    const many = sections.length > 1 ? `: each ${reason}` : `: ${reason}`;
    return oneLine(`${file}${sections.length === 0 ? "" : ` ${sections.join(" ")}`}${many}`);
  });
  const shown = options.verbosity > 0 ? lines : lines.slice(0, SHOWN_PASSED_OVER);
  const hidden = lines.length - shown.length;
  return [
    options.theme.bold("passed over"),
    ...shown.flatMap((line) => hanging(line, options)).map((line) => options.theme.dim(line)),
    ...(hidden === 0 ? [] : [options.theme.dim(`  ... ${hidden} more (all of them: -v)`)]),
  ];
}

function renderProblems({ problems }: Diagnosis, options: RenderOptions): readonly string[] {
  if (problems.length === 0) return [];
  return [options.theme.bad(options.theme.bold("what stops a run")), ...renderFindings(problems, options)];
}

function renderMistakes({ mistakes }: Diagnosis, options: RenderOptions): readonly string[] {
  const { theme } = options;
  const active = mistakes.filter((one) => one.suppressed === null);
  const told = active.filter((one) => one.severity !== "notice");
  const notices = active.filter((one) => one.severity === "notice");
  const accepted = mistakes.length - active.length;
  return [
    ...(told.length === 0 ? [] : [theme.bold("mistakes"), ...renderFindings(told, options)]),
    ...(told.length > 0 && notices.length > 0 ? [""] : []),
    ...(notices.length === 0 ? [] : [theme.bold("notices"), ...renderNotices(notices, options)]),
    ...(accepted === 0
      ? []
      : ["", theme.dim(`${plural(accepted, "mistake")} accepted by the configuration`)]),
  ];
}

/** A notice tells what, where and the cure; nothing more. */
function renderNotices(notices: readonly Finding[], options: RenderOptions): readonly string[] {
  return notices.flatMap((finding) => [
    ...renderWarnings([{ target: null, finding }], options),
    ...(finding.hint === null ? [] : hanging(`fix  ${neutralise(finding.hint)}`, options, 4)),
  ]);
}

function renderFix({ fix }: Diagnosis, options: RenderOptions): readonly string[] {
  if (fix === null) return [];
  const { theme } = options;
  if (fix.left !== null)
    return [
      theme.warn(theme.bold("not written")),
      ...neutralise(fix.left)
        .split("\n")
        .map((line) => `  ${line}`),
    ];
  if (fix.written.length === 0) return [theme.dim("nothing to write: no variable is missing")];
  return fix.written.flatMap(({ file, created, diff }) => [
    theme.good(theme.bold(`${created ? "made" : "changed"} ${oneLine(file)}`)),
    ...neutralise(diff)
      .split("\n")
      .map((line) => `  ${paintDiff(line, options)}`),
  ]);
}

function paintDiff(line: string, { theme }: RenderOptions): string {
  if (/^(?:---|\+\+\+|@@)/u.test(line)) return theme.dim(line);
  if (line.startsWith("+")) return theme.good(line);
  return line.startsWith("-") ? theme.bad(line) : line;
}

function renderNext({ next, exitCode }: Diagnosis, options: RenderOptions): readonly string[] {
  const { theme } = options;
  const meaning = exitCode === 1 ? "a mistake was found" : (EXIT_MEANINGS[exitCode as 2 | 3] ?? "");
  return [
    ...(exitCode === 0 ? [] : [theme.dim(`exit code ${exitCode}: ${meaning}`), ""]),
    `${theme.bold("next")}  ${theme.accent(oneLine(next.command))}`,
    ...hanging(next.why, options, 6),
  ];
}

function hanging(text: string, options: RenderOptions, indent = 2): readonly string[] {
  return prose(text, indent + 2, options).map(
    (line, index) => `${" ".repeat(index === 0 ? indent : indent + 2)}${line}`,
  );
}

function prose(line: string, indented: number, { width }: RenderOptions): readonly string[] {
  return wrap(line, Math.max(20, Math.min(width, WIDEST) - indented));
}
