import type { LiveState, LiveStatus } from "@migrun/core";
import { plural } from "../messages.ts";
import { displayWidth, oneLine, padEnd, truncate } from "../plain-text.ts";
import type { RenderOptions } from "../reporters/reporter.ts";
import type { Theme } from "../theme.ts";

/** The words of the states, for people. */
export const STATE_WORDS: Readonly<Record<LiveState, string>> = {
  at_head: "at head",
  behind: "behind",
  ahead: "ahead",
  unknown: "unknown",
  empty: "empty",
  unreachable: "unreachable",
};

type Look = Pick<RenderOptions, "theme" | "width" | "verbosity">;

/** Columns of ids are cut to this. */
const IDS_WIDTH = 28;
const TITLES = ["target", "state", "current", "expected", "pending"] as const;

/** A row per target; below it what the states do not say, and with `-v` every pending revision. */
export function renderStatus(targets: readonly LiveStatus[], look: Look): string {
  const { theme } = look;
  const rows = targets.map((target) => [
    oneLine(target.name),
    `${symbolOf(target.state, theme)} ${STATE_WORDS[target.state]}`,
    listOf(target.current, theme),
    listOf(target.expected, theme),
    target.pending.length === 0 ? theme.symbols.skipped : String(target.pending.length),
  ]);
  const widths = TITLES.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => displayWidth(row[index] ?? ""))),
  );
  const line = (cells: readonly string[], paint: (text: string, index: number) => string): string =>
    cells
      .map((cell, index) => paint(padEnd(cell, widths[index] ?? 0), index))
      .join("  ")
      .trimEnd();
  const table = rows.map((row, at) => {
    const state = targets[at]?.state ?? "unknown";
    return line(row, (text, index) => (index === 1 ? paintState(state, theme)(text) : text));
  });
  const below = targets.flatMap((target) => detailsOf(target, look));
  return [line(TITLES, (text) => theme.bold(text)), ...table, ...(below.length === 0 ? [] : ["", ...below])]
    .map((text) => `${text}\n`)
    .join("");
}

/** `users: behind, 2 revisions pending (b2, c3)`: one target in a line, for `wait` and its end. */
export function statusLine({ name, state, pending, current, reason }: LiveStatus): string {
  const at = current.length === 0 || state === "at_head" ? "" : ` at ${current.map(oneLine).join(", ")}`;
  const count = pending.length === 0 ? "" : `, ${plural(pending.length, "revision")} pending`;
  const why = reason === null ? "" : ` (${oneLine(reason)})`;
  return `${oneLine(name)}: ${STATE_WORDS[state]}${at}${count}${why}`;
}

/** Green where all is well, red where somebody has to look. */
export function paintState(state: LiveState, theme: Theme): (text: string) => string {
  if (state === "at_head" || state === "ahead") return theme.good;
  return state === "behind" || state === "empty" ? theme.warn : theme.bad;
}

function symbolOf(state: LiveState, { symbols }: Theme): string {
  if (state === "at_head" || state === "ahead") return symbols.passed;
  return state === "behind" || state === "empty" ? symbols.warned : symbols.failed;
}

function listOf(ids: readonly string[], theme: Theme): string {
  if (ids.length === 0) return theme.symbols.skipped;
  const { ellipsis } = theme.symbols;
  return truncate(ids.map(oneLine).join(", "), IDS_WIDTH, { ellipsis, keep: "start" });
}

function detailsOf(target: LiveStatus, { theme, verbosity }: Look): readonly string[] {
  const name = oneLine(target.name);
  const why = target.reason === null ? [] : [`${name}: ${oneLine(target.reason)}`];
  if (verbosity === 0 || target.pending.length === 0) return why;
  const pending = target.pending.map((id) => `  ${theme.symbols.arrow} ${oneLine(id)}`);
  return [
    ...why,
    `${name}: ${plural(target.pending.length, "revision")} pending, in this order:`,
    ...pending,
  ];
}
