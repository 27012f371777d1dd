import type { Finding, Report } from "@migrun/core";
import { adoptionOf } from "../../adoption.ts";
import { limitLines } from "../../limit-lines.ts";
import {
  baseLine,
  duration,
  exitLine,
  findingCounts,
  keptAway,
  plural,
  rolesMadeLines,
  targetCounts,
} from "../../messages.ts";
import { joinWithin, oneLine, wrap } from "../../plain-text.ts";
import { active, harmlessWarnings, needsAttention, wasLeftOut } from "../select.ts";
import type { Reporter, RenderOptions } from "../reporter.ts";
import { renderLocks } from "./lock-table.ts";
import { renderShort } from "./short.ts";
import { renderTable } from "./table.ts";
import { renderFindings, renderTargetBlocks, renderWarnings } from "./target-block.ts";

/** Lines that a report may have where it has many findings: what a person reads in one go. */
const LONGEST = 60;
/** More findings than anybody reads one by one. */
const MANY = 20;
/** As many are still read one by one, however long each is. */
const SOME = 16;

/**
 * The report for people: the table, a block per failing target, warnings in short, and the counts. With many
 * findings, as in the first run on an old history, they are told by kind instead, in at most 60 lines.
 */
export const renderText: Reporter = (report, options) => {
  const table = report.targets.length === 0 ? [] : renderTable(report, options.theme, options.width);
  const problems = renderProblems(report, options);
  const locks = renderLocks(report, options);
  const end = renderEnd(report, options);
  const blocks = [
    table,
    problems,
    ...renderTargetBlocks(
      report.targets.filter((one) => needsAttention(one) || wasLeftOut(one)),
      options,
    ).map(({ lines }) => lines),
    renderMinor(report, options),
    locks,
    end,
  ];
  const text = join(blocks);
  const { error, warning } = report.summary.findings;
  const isLong = text.split("\n").length - 1 > LONGEST && error + warning > SOME;
  if (options.verbosity > 0 || !(isLong || error + warning > MANY)) return text;
  const others = [
    table,
    problems,
    renderRunWarnings(report, options),
    [...locks, ...(locks.length > 0 ? [""] : []), ...end],
  ];
  const room = LONGEST - others.reduce((sum, block) => sum + block.length + 1, 0);
  const [first, second, third, last] = others;
  return join([first!, second!, ...renderShort(report, options, room), third!, last!]);
};

function join(blocks: readonly (readonly string[])[]): string {
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join("\n"));
  return `${text.join("\n\n")}\n`;
}

function renderProblems(report: Report, options: RenderOptions): readonly string[] {
  const errors = active(report.problems, "error");
  if (errors.length === 0) return [];
  return [options.theme.bad(options.theme.bold("the whole run")), ...renderFindings(errors, options)];
}

/** Warnings that no block has told, and notices when asked for more. */
function renderMinor(report: Report, options: RenderOptions): readonly string[] {
  const noticesOf = (findings: readonly Finding[]): readonly Finding[] =>
    options.verbosity > 0 ? active(findings, "notice") : [];
  const { problems } = report;
  const owned = [
    { target: "run", findings: [...active(problems, "warning"), ...noticesOf(problems)] },
    ...report.targets.map((target) => ({
      target: target.name,
      findings: [...harmlessWarnings(target), ...noticesOf(target.findings)],
    })),
  ];
  const minor = owned.flatMap(({ target, findings }) => findings.map((finding) => ({ target, finding })));
  if (minor.length === 0) return [];
  const warnings = minor.filter(({ finding }) => finding.severity === "warning").length;
  const notices = minor.length - warnings;
  const counts = [
    ...(warnings > 0 ? [plural(warnings, "warning")] : []),
    ...(notices > 0 ? [plural(notices, "notice")] : []),
  ];
  return [options.theme.bold(counts.join(", ")), ...renderWarnings(minor, options)];
}

/** Warnings that belong to no target. */
function renderRunWarnings({ problems }: Report, options: RenderOptions): readonly string[] {
  const own = active(problems, "warning").map((finding) => ({ target: "run", finding }));
  return own.length === 0 ? [] : renderWarnings(own, options);
}

function renderEnd(report: Report, options: RenderOptions): readonly string[] {
  const { theme, width } = options;
  const separator = ` ${theme.symbols.dot} `;
  const base = report.targets.length === 0 ? "" : baseLine(report);
  const facts = [...versionFacts(report), ...(base === "" ? [] : [base])];
  const suppressed = countSuppressed(report);
  const away = keptAway(report);
  const adoption = adoptionOf(report);
  const counts = [
    targetCounts(report),
    findingCounts(report.summary.findings),
    ...(suppressed > 0 ? [`${suppressed} accepted`] : []),
    duration(report.durationMs),
    ...(adoption === null ? [] : [`accept the past: ${adoption.command}`]),
  ].join(separator);
  const verdict = report.ok ? theme.good : theme.bad;
  return [
    ...joinWithin(facts, separator, width).map(theme.dim),
    ...limitLines(report).flatMap((line) => wrap(oneLine(line), width)),
    ...rolesMadeLines(report).flatMap((line) => wrap(oneLine(line), width)),
    ...(away === null ? [] : wrap(oneLine(away), width)),
    ...(adoption === null ? [] : wrap(adoption.line, width)),
    ...(report.ok ? [] : wrap(exitLine(report), width).map(theme.bad)),
    verdict(theme.bold(counts)),
  ];
}

function versionFacts({ versions, targets }: Report): readonly string[] {
  const named = [
    ["Python", versions.python],
    ["Alembic", versions.alembic],
    ["SQLAlchemy", versions.sqlalchemy],
    ["Postgres", versions.postgres],
  ] as const;
  const layers = [...new Set(targets.flatMap((target) => target.isolation.layers))];
  return [
    ...named.filter(([, version]) => version !== null).map(([name, version]) => `${name} ${version}`),
    ...(layers.length === 0 ? [] : [`isolated by ${layers.join(", ")}`]),
  ];
}

function countSuppressed(report: Report): number {
  const all = [...report.problems, ...report.targets.flatMap((target) => target.findings)];
  return all.filter((finding) => finding.suppressed !== null).length;
}
