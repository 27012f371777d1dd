import type { LiveState, LiveStatus } from "@migrun/core";
import type { TargetLook } from "../engine.ts";
import type { Io } from "../io.ts";
import { duration } from "../messages.ts";
import { oneLine, truncate } from "../plain-text.ts";
import { createTheme, wantsUnicode } from "../theme.ts";
import { STATE_WORDS, statusLine } from "./status-text.ts";

/** A log that is silent for longer looks like a process that hangs. */
const HEARTBEAT_MS = 30_000;
const REDRAW_MS = 100;
/** Targets that a heartbeat names; more are counted. */
const MOST_NAMED = 5;

/** Tells on stderr what `wait` waits for. */
export interface WaitProgress {
  /** Takes in what every target looks like now. */
  readonly seen: (looks: readonly TargetLook[], missing: readonly TargetLook[]) => void;
  readonly stop: () => void;
}

/** What `wait` was told. */
export interface WaitLook {
  readonly timeoutSeconds: number;
  readonly quiet: boolean;
}

/**
 * A line when a target begins to be waited for and when its state changes, and a heartbeat when nothing changed for half a
 * minute: a pod's log holds what happened, and not one line over and over. On a terminal the heartbeat is one line
 * that is redrawn in place and is gone at the end.
 */
export function startWaitProgress(io: Io, { timeoutSeconds, quiet }: WaitLook): WaitProgress {
  if (quiet) return { seen: () => {}, stop: () => {} };
  const started = io.now();
  const told = new Map<string, LiveState | "ready">();
  let spoken = started;
  let waiting: readonly TargetLook[] = [];
  const spent = (): string => `${duration(io.now() - started)} of ${duration(timeoutSeconds * 1000)}`;
  const text = (): string | null =>
    waiting.length === 0 ? null : `waiting for ${namesOf(waiting)}, ${spent()}`;
  const live = isLive(io) ? drawLine(io, text) : null;
  const say = (lines: readonly string[]): void => {
    spoken = io.now();
    live?.clear();
    void io.stderr.write(lines.map((line) => `migrun: ${line}\n`).join(""));
  };
  const endHeartbeat = io.every(HEARTBEAT_MS / 30, () => {
    if (live === null && waiting.length > 0 && io.now() - spoken >= HEARTBEAT_MS) say([`still ${text()}`]);
  });
  return {
    seen: (looks, missing) => {
      waiting = missing;
      const isMissing = new Set(missing);
      const lines = looks.flatMap((look) => {
        const { status } = look;
        const [before, now] = [
          told.get(status.name),
          isMissing.has(look) ? status.state : ("ready" as const),
        ];
        told.set(status.name, now);
        if (before === now || (before === undefined && now === "ready")) return [];
        return [now === "ready" ? statusLine(status) : `waiting for ${statusLine(status)}`];
      });
      if (lines.length > 0 && missing.length > 0) say(lines);
    },
    stop: () => {
      endHeartbeat();
      live?.stop();
    },
  };
}

function isLive({ stderr, env }: Io): boolean {
  return stderr.isTTY && (env["CI"] ?? "") === "" && env["TERM"] !== "dumb";
}

/** `users (behind, 2 pending), orders (unreachable) and 3 more` */
function namesOf(looks: readonly TargetLook[]): string {
  const named = looks
    .slice(0, MOST_NAMED)
    .map(({ status }) => `${oneLine(status.name)} (${briefly(status)})`);
  const more = looks.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
}

function briefly({ state, pending }: LiveStatus): string {
  return pending.length === 0 ? STATE_WORDS[state] : `${STATE_WORDS[state]}, ${pending.length} pending`;
}

/** One line at the bottom of a terminal; null: there is nothing to say yet. */
function drawLine(
  io: Io,
  text: () => string | null,
): { readonly clear: () => void; readonly stop: () => void } {
  const { spinner, ellipsis } = createTheme({
    color: false,
    unicode: wantsUnicode(io.env, io.platform),
  }).symbols;
  let frame = 0;
  let isShown = false;
  const clear = (): void => {
    if (isShown) void io.stderr.write("\r\u001B[2K");
    isShown = false;
  };
  const end = io.every(REDRAW_MS, () => {
    const words = text();
    if (words === null) return;
    frame += 1;
    const line = `${spinner[frame % spinner.length] ?? ""} ${words}`;
    const width = Math.max(1, (io.stderr.columns() ?? 80) - 1);
    void io.stderr.write(`\r${truncate(line, width, { ellipsis })}\u001B[K`);
    isShown = true;
  });
  const forget = io.atExit(clear);
  return {
    clear,
    stop: () => {
      end();
      forget();
      clear();
    },
  };
}
