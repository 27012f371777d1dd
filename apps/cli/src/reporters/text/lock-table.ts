import type { Report } from "@migrun/core";
import { plural } from "../../messages.ts";
import { displayWidth, padEnd, truncate } from "../../plain-text.ts";
import { lockCells, LOCKS_TITLE } from "../lock-rows.ts";
import type { RenderOptions } from "../reporter.ts";

/** Rows that a person takes in at a glance. */
const MOST = 12;
const GAP = "  ";

/** The table of locks; nothing where none was measured. What is too wide loses the beginning of its paths. */
export function renderLocks(report: Report, options: RenderOptions): readonly string[] {
  const { theme, verbosity, width } = options;
  const cells = lockCells(report, verbosity > 0 ? Number.MAX_SAFE_INTEGER : MOST);
  if (cells === null) return [];
  const { titles, rows, hidden } = cells;
  const by = titles.indexOf("by");
  const widths = titles.map((title, at) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[at] ?? ""))),
  );
  const surplus = widths.reduce((sum, one) => sum + one, GAP.length * (widths.length - 1)) - width;
  widths[by] = Math.max(12, (widths[by] ?? 0) - Math.max(0, surplus));
  const line = (row: readonly string[]): string =>
    row
      .map((text, at) => {
        const room = widths[at] ?? 0;
        const cut =
          at === by ? truncate(text, room, { ellipsis: theme.symbols.ellipsis, keep: "end" }) : text;
        return padEnd(cut, room);
      })
      .join(GAP)
      .trimEnd();
  return [
    theme.bold(LOCKS_TITLE),
    theme.dim(line(titles)),
    ...rows.map(line),
    ...(hidden === 0 ? [] : [theme.dim(`... ${plural(hidden, "more", "more")} (all of them: -v)`)]),
  ];
}
