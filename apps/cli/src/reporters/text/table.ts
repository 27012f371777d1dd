import type { Report, TargetReport } from "@migrun/core";
import { duration } from "../../messages.ts";
import { displayWidth, oneLine, padEnd, truncate } from "../../plain-text.ts";
import type { Theme } from "../../theme.ts";
import { columnsOf, needsAttention, verdictOf } from "../select.ts";
import type { Verdict } from "../select.ts";

interface Cell {
  readonly text: string;
  readonly paint: (text: string) => string;
}

const GAP = 2;
/** Longer lists of heads become a count. */
const HEADS_WIDTH = 26;
/** No column is cut below its share of this: `[target, head]`. */
const SMALLEST = [12, 9] as const;

/** The table that a run is about: one row per target, cut to the width where names are long. */
export function renderTable(report: Report, theme: Theme, width: number): readonly string[] {
  const columns = columnsOf(report);
  const titles = ["target", "head", "revisions", ...columns.map((column) => column.title), "time"];
  const rows = report.targets.map((target) => [
    nameCell(target, theme),
    headCell(target, theme),
    revisionsCell(target, theme),
    ...columns.map((column) => verdictCell(verdictOf(target, column.checks), theme)),
    { text: duration(target.durationMs), paint: theme.dim },
  ]);
  const widths = fit(widthsOf(titles, rows), width);
  const header = titles.map((title) => ({ text: title, paint: theme.bold }));
  return [header, ...rows].map((row) => renderRow(row, widths, theme));
}

function widthsOf(titles: readonly string[], rows: readonly (readonly Cell[])[]): number[] {
  return titles.map((title, index) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[index]?.text ?? ""))),
  );
}

/** Takes what is too much from the head first, then from the name. */
function fit(widths: readonly number[], available: number): readonly number[] {
  const fitted = [...widths];
  const total = widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1);
  let surplus = Math.max(0, total - available);
  for (const column of [1, 0] as const) {
    const width = fitted[column] ?? 0;
    const taken = Math.min(surplus, Math.max(0, width - SMALLEST[column]));
    fitted[column] = width - taken;
    surplus -= taken;
  }
  return fitted;
}

function renderRow(cells: readonly Cell[], widths: readonly number[], theme: Theme): string {
  const { ellipsis } = theme.symbols;
  const parts = cells.map(({ text, paint }, index) => {
    const width = widths[index] ?? 0;
    // The end of a target's name tells it apart, the beginning of a revision identifies it.
    const cut = truncate(text, width, { ellipsis, keep: index === 0 ? "end" : "start" });
    const padding = padEnd(cut, width).slice(cut.length);
    return paint(cut) + (index === cells.length - 1 ? "" : padding);
  });
  return parts.join(" ".repeat(GAP)).trimEnd();
}

function nameCell(target: TargetReport, theme: Theme): Cell {
  return { text: oneLine(target.name), paint: needsAttention(target) ? theme.bad : theme.bold };
}

function headCell(target: TargetReport, theme: Theme): Cell {
  const heads = target.heads.map(oneLine);
  const listed = heads.join(", ");
  const { status } = verdictOf(target, ["heads"]);
  const none = status === "skipped" || status === "error" ? "unknown" : "none";
  const text = heads.length === 0 ? none : displayWidth(listed) > HEADS_WIDTH ? countHeads(heads) : listed;
  if (status === "failed" || status === "error") {
    return {
      text: `${theme.symbols.failed} ${heads.length > 1 ? countHeads(heads) : text}`,
      paint: theme.bad,
    };
  }
  return { text, paint: (shown) => shown };
}

function countHeads(heads: readonly string[]): string {
  return heads.length === 1 ? (heads[0] ?? "") : `${heads.length} heads`;
}

function revisionsCell(target: TargetReport, theme: Theme): Cell {
  const { revisions, newRevisions } = target;
  const some = newRevisions > 0 && newRevisions < revisions;
  return {
    text: some ? `${revisions} (${newRevisions} new)` : String(revisions),
    paint: some ? theme.accent : (shown) => shown,
  };
}

function verdictCell({ status, count }: Verdict, theme: Theme): Cell {
  const { symbols } = theme;
  const counted = count > 0 ? ` ${count}` : "";
  switch (status) {
    case "passed":
      return { text: symbols.passed, paint: theme.good };
    case "warned":
      return { text: symbols.warned + counted, paint: theme.warn };
    case "failed":
      return { text: symbols.failed + counted, paint: theme.bad };
    case "error":
      return { text: symbols.error, paint: theme.bad };
    case "skipped":
    case "unverified":
    case "absent":
      return { text: symbols.skipped, paint: theme.dim };
  }
}
