import type { RunEvent } from "@migrun/core";
import type { Io } from "../io.ts";
import { duration, noteLine, outputLines, runningTargets } from "../messages.ts";
import { displayWidth, oneLine, padEnd, truncate } from "../plain-text.ts";
import type { Theme } from "../theme.ts";
import type { Progress } from "./shown-progress.ts";
import { advance, startOfRun } from "./run-state.ts";
import type { RunState, RunningTarget } from "./run-state.ts";

/** Often enough to look alive, seldom enough for a slow connection: ten times a second. */
const REDRAW_MS = 100;
/** Rows of targets at work; more are counted. Fewer on a low screen: what has scrolled away could not be cleared. */
const MOST_ROWS = 12;

const HIDE_CURSOR = "\u001B[?25l";
const SHOW_CURSOR = "\u001B[?25h";
const LINE_UP = "\u001B[1A";
const CLEAR_LINE = "\u001B[2K";
const CLEAR_REST_OF_LINE = "\u001B[K";

/** Rows that are redrawn in place on a terminal and are gone at the end; the cursor comes back on every path. */
export function startLive(io: Io, theme: Theme, verbosity: number): Progress {
  let state = startOfRun(io.now());
  let shown: readonly string[] = [];
  let frame = 0;
  let stopped = false;
  const write = (text: string): void => void io.stderr.write(text);
  const show = (lines: readonly string[]): void => {
    if (lines.join("\n") === shown.join("\n")) return;
    write((shown.length === 0 ? HIDE_CURSOR : "") + redraw(shown.length, lines));
    shown = lines;
  };
  const stopDrawing = io.every(REDRAW_MS, () => {
    frame += 1;
    const size = { width: io.stderr.columns() ?? 80, height: io.stderr.rows() ?? 24 };
    show(renderLive(state, { ...size, now: io.now(), frame, theme }));
  });
  const leave = (): void => {
    if (stopped) return;
    stopped = true;
    if (shown.length > 0) write(clear(shown.length) + SHOW_CURSOR);
    shown = [];
  };
  const forget = io.atExit(leave);
  const stop = (): void => {
    stopDrawing();
    forget();
    leave();
  };
  return {
    emit: (event) => {
      if (stopped) return;
      state = advance(state, event, io.now());
      const lines = lastingLines(event, verbosity);
      if (lines.length > 0) {
        write(
          clear(shown.length) +
            lines.map((line) => `${line}\n`).join("") +
            shown.map((line) => `${line}\n`).join(""),
        );
      }
      if (event.kind === "run-ended") stop();
    },
    stop,
  };
}

/** What stays on the screen above the rows. */
function lastingLines(event: RunEvent, verbosity: number): readonly string[] {
  if (verbosity === 0) return [];
  if (event.kind === "output") return outputLines(event);
  return event.kind === "run-note" ? [noteLine(event.message)] : [];
}

/**
 * Clears the rows and stands where the first one was. The line below them goes too: a terminal echoes
 * there what is typed, such as ^C. Line by line, because tmux keeps in its history what is cleared as a screen.
 */
function clear(rows: number): string {
  return rows === 0 ? "" : `\r${CLEAR_LINE}${(LINE_UP + CLEAR_LINE).repeat(rows)}`;
}

/** Writes new rows over the old ones: what is cleared before it is written again flickers. */
function redraw(rows: number, lines: readonly string[]): string {
  const cleared = rows === 0 ? "" : `\r${CLEAR_LINE}`;
  const gone = (LINE_UP + CLEAR_LINE).repeat(Math.max(0, rows - lines.length));
  const up = LINE_UP.repeat(Math.min(rows, lines.length));
  return cleared + gone + up + lines.map((line) => `${line}${CLEAR_REST_OF_LINE}\n`).join("");
}

/** How the rows look at one moment. */
export interface LiveLook {
  readonly now: number;
  readonly width: number;
  readonly height: number;
  /** Counts redraws: turns the spinner. */
  readonly frame: number;
  readonly theme: Theme;
}

/** The rows of one moment, none wider than the terminal, not more than fit: others could not be cleared. */
export function renderLive(state: RunState, look: LiveLook): readonly string[] {
  const { theme, width, height, frame, now } = look;
  const { spinner, ellipsis } = theme.symbols;
  const fit = (text: string): string => truncate(text, Math.max(1, width - 1), { ellipsis });
  const rows = state.running.slice(0, Math.max(0, Math.min(MOST_ROWS, height - 3)));
  const names = Math.max(0, ...rows.map((target) => displayWidth(oneLine(target.name))));
  const mark = spinner[frame % spinner.length] ?? "";
  const counts = runningTargets({ ...state, seconds: Math.floor((now - state.since) / 1000) });
  const hidden = state.running.length - rows.length;
  return [
    ...rows.map((target) => {
      const row = fit(`${mark} ${rowOf(target, Math.min(names, 30), now)}`);
      return theme.accent(row.slice(0, mark.length)) + row.slice(mark.length);
    }),
    ...(hidden > 0 ? [fit(`  ... ${hidden} more at work`)] : []),
    theme.dim(fit(`  ${state.note === null ? counts : `${counts}, ${oneLine(state.note)}`}`)),
  ];
}

function rowOf(target: RunningTarget, names: number, now: number): string {
  const { check, revision } = target;
  const counter = revision === null ? "" : ` ${revision.done}/${revision.total} ${oneLine(revision.id)}`;
  const doing = check === null ? "" : `${check}${counter}`;
  return `${padEnd(oneLine(target.name), names)}  ${duration(Math.floor((now - target.since) / 100) * 100).padStart(7)}  ${doing}`;
}
