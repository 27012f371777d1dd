import type { Finding, Report, TargetReport } from "@migrun/core";
import { limitLines } from "../limit-lines.ts";
import {
  baseLine,
  duration,
  exitLine,
  findingCounts,
  keptAway,
  plural,
  seeAbove,
  targetCounts,
} from "../messages.ts";
import { neutralise, oneLine } from "../plain-text.ts";
import {
  active,
  causesOf,
  columnsOf,
  harmlessWarnings,
  isToldAbove,
  needsAttention,
  placeOf,
  skippedChecks,
  tellsItsPlace,
  unexplainedChecks,
  verdictOf,
} from "./select.ts";
import { lockCells, LOCKS_TITLE } from "./lock-rows.ts";
import type { Verdict } from "./select.ts";
import type { Reporter, RenderOptions } from "./reporter.ts";
import { splitHint } from "./split-hint.ts";

/** A comment on GitHub holds 65 536 characters, and a step summary more: what fits the first fits everywhere. */
const LONGEST = 60_000;

/** For summaries and comments: the table first, a folded block per failing target, cut by whole blocks. */
export const renderMarkdown: Reporter = (report, options) => {
  const head = [renderTitle(report), ...(report.targets.length === 0 ? [] : [renderTable(report)])];
  const failing = report.targets.filter(needsAttention);
  const blocks = [
    ...active(report.problems, "error").map((finding) => renderFinding(finding, options)),
    ...failing.map((target) => renderTarget(target, options)),
    ...renderWarnings(report, options),
    ...renderLocks(report),
  ];
  const foot = renderFoot(report);
  const room = LONGEST - [...head, foot].join("\n\n").length;
  return `${[...head, ...fitting(blocks, room), foot].join("\n\n")}\n`;
};

function renderTitle(report: Report): string {
  return `## ${report.ok ? "✅" : "❌"} migrun ${code(report.command)}: ${targetCounts(report)}`;
}

function renderTable(report: Report): string {
  const columns = columnsOf(report);
  const header = ["target", "head", "revisions", ...columns.map((column) => column.title), "time"];
  const rows = report.targets.map((target) => [
    needsAttention(target) ? `**${inline(target.name)}**` : inline(target.name),
    target.heads.length === 0 ? headless(target) : target.heads.map(code).join(" "),
    target.newRevisions > 0 && target.newRevisions < target.revisions
      ? `${target.revisions} (${target.newRevisions} new)`
      : String(target.revisions),
    ...columns.map((column) => verdict(verdictOf(target, column.checks))),
    duration(target.durationMs),
  ]);
  return [header, header.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map(cell).join(" | ")} |`)
    .join("\n");
}

/** No head is known where `heads` could not be told. */
function headless(target: Report["targets"][number]): string {
  const { status } = verdictOf(target, ["heads"]);
  return status === "skipped" || status === "error" ? "unknown" : "none";
}

/** A border is a border inside of code too. */
function cell(text: string): string {
  return text.replaceAll(/(?<!\\)\|/g, "\\|");
}

function verdict({ status, count }: Verdict): string {
  const counted = count > 0 ? ` ${count}` : "";
  switch (status) {
    case "passed":
      return "✅";
    case "warned":
      return `⚠️${counted}`;
    case "failed":
      return `❌${counted}`;
    case "error":
      return "💥 error";
    case "skipped":
    case "unverified":
    case "absent":
      return "–";
  }
}

function renderTarget(target: TargetReport, options: RenderOptions): string {
  const causes = causesOf(target);
  const unexplained = unexplainedChecks(target).map((check) => {
    const what = check.status === "error" ? "could not be done" : "failed";
    return `**${check.id}** ${what}${check.reason === null ? "" : `:\n\n${fence(check.reason)}`}`;
  });
  const skipped = skippedChecks(target).map(
    ({ ids, reason }) => `Not run: ${ids.join(", ")}${reason === "" ? "" : ` (${inline(reason)})`}`,
  );
  const summary = `${html(target.name)}: ${plural(causes.length + unexplained.length, "problem")}`;
  const told = causes.map((finding) =>
    isToldAbove(finding, causes)
      ? `**${finding.check}: ${inline(seeAbove(finding))}**`
      : renderFinding(finding, options),
  );
  const body = [...told, ...unexplained, ...skipped];
  return `<details open><summary><b>${summary}</b></summary>\n\n${body.join("\n\n")}\n\n</details>`;
}

function renderFinding(finding: Finding, options: RenderOptions, of = ""): string {
  const [first = "", ...rest] = neutralise(finding.message).split("\n");
  const place = placeOf(finding);
  const { revision } = finding;
  const isToldAlready = tellsItsPlace(finding);
  const facts = [
    `${finding.code} ${finding.rule}`,
    ...(place === null || isToldAlready ? [] : [code(place)]),
    ...(revision === null || isToldAlready ? [] : [`revision ${code(revision)}`]),
    ...(finding.object === null ? [] : [code(finding.object)]),
  ];
  const why = options.why(finding.code);
  const { prose: fix, code: snippet } = splitHint(neutralise(finding.hint ?? ""));
  return [
    `**${inline(of)}${of === "" ? "" : " "}${finding.check === null ? "" : `${finding.check}: `}${inline(first)}**`,
    ...(rest.length === 0 ? [] : [fence(rest.join("\n"))]),
    facts.join(" · "),
    ...(why === null ? [] : [`Why: ${inline(why)}`]),
    ...(fix === "" ? [] : [`Fix: ${inline(fix)}`]),
    ...(snippet.length === 0 ? [] : [fence(snippet.join("\n"), "python")]),
  ].join("\n\n");
}

function renderWarnings(report: Report, options: RenderOptions): readonly string[] {
  const harmless = report.targets.map((target) => ({ target, findings: harmlessWarnings(target) }));
  // What revisions do is told with the safe way, as code.
  const onSql = harmless.flatMap(({ target, findings }) =>
    findings.filter(({ check }) => check === "lint").map((finding) => ({ target, finding })),
  );
  const lines = harmless.flatMap(({ target, findings }) =>
    findings
      .filter(({ check }) => check !== "lint")
      .map((finding) => {
        const place = tellsItsPlace(finding) ? null : placeOf(finding);
        return `- ${finding.code} ${inline(target.name)}: ${inline(oneLine(finding.message))}${place === null ? "" : ` (${code(place)})`}`;
      }),
  );
  const own = active(report.problems, "warning").map(
    (one) => `- ${one.code} ${inline(oneLine(one.message))}`,
  );
  const all = [...own, ...lines];
  const told = onSql
    .slice(0, 20)
    .map(({ target, finding }) => renderFinding(finding, options, `${target.name}: `));
  const count = all.length + onSql.length;
  if (count === 0) return [];
  const shown = all.slice(0, 50);
  const rest = all.length > shown.length ? [`- ${all.length - shown.length} more`] : [];
  const list = [...shown, ...rest].join("\n");
  const more =
    onSql.length > told.length ? [`${plural(onSql.length - told.length, "more", "more")} of lint`] : [];
  const body = [...told, ...more, ...(list === "" ? [] : [list])].join("\n\n");
  return [`<details><summary>${plural(count, "warning")}</summary>\n\n${body}\n\n</details>`];
}

/** Rows of the table of locks: more are in the JSON report. */
const MOST_LOCKS = 50;

function renderLocks(report: Report): readonly string[] {
  const cells = lockCells(report, MOST_LOCKS);
  if (cells === null) return [];
  const { titles, rows, hidden } = cells;
  const isCode = new Set(["revision", "table", "by"]);
  const marked = rows.map((row) =>
    row.map((text, at) => (text === "" ? "" : isCode.has(titles[at] ?? "") ? code(text) : inline(text))),
  );
  const table = [titles, titles.map(() => "---"), ...marked].map((row) => `| ${row.map(cell).join(" | ")} |`);
  const more = hidden === 0 ? [] : ["", `${plural(hidden, "more", "more")} in the JSON report`];
  return [[`**${inline(LOCKS_TITLE)}**`, "", ...table, ...more].join("\n")];
}

function renderFoot(report: Report): string {
  const away = keptAway(report);
  const facts = [
    findingCounts(report.summary.findings),
    duration(report.durationMs),
    inline(baseLine(report)),
  ].filter((fact) => fact !== "");
  return [
    ...limitLines(report).map(inline),
    ...(away === null ? [] : [inline(away)]),
    ...(report.ok ? [] : [inline(exitLine(report))]),
    facts.join(" · "),
  ].join("\n\n");
}

/** As many whole blocks as fit, and how many do not. */
function fitting(blocks: readonly string[], room: number): readonly string[] {
  const shown: string[] = [];
  let used = 0;
  for (const block of blocks) {
    used += block.length + 2;
    if (used > room) break;
    shown.push(block);
  }
  const hidden = blocks.length - shown.length;
  return hidden === 0 ? shown : [...shown, `${plural(hidden, "more section")} in the JSON report`];
}

/** One line of text in which nothing is markup, code in backticks aside: no HTML, links, mentions or table borders. */
function inline(text: string): string {
  return oneLine(text)
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? code(part.slice(1, -1)) : escaped(part)))
    .join("");
}

function escaped(text: string): string {
  return entities(text)
    .replaceAll(/[\\`*_[\]|~#]/g, (char) => `\\${char}`)
    .replaceAll("@", "&#64;");
}

function html(text: string): string {
  return entities(oneLine(text));
}

function entities(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function code(text: string): string {
  const shown = oneLine(text);
  const ticks = longestRun(shown) + 1;
  const mark = "`".repeat(ticks);
  return ticks === 1 ? mark + shown + mark : `${mark} ${shown} ${mark}`;
}

function fence(text: string, language = ""): string {
  const mark = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${mark}${language}\n${neutralise(text)}\n${mark}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}
