import type { RunEvent } from "@migrun/core";
import type { Io } from "../io.ts";
import { checkEnded, noteLine, outputLines, stillRunning } from "../messages.ts";
import type { Progress } from "./shown-progress.ts";
import { advance, startOfRun } from "./run-state.ts";

/** CI systems end jobs that are silent for too long. */
const HEARTBEAT_MS = 30_000;

/** A line for each check that has ended, and a heartbeat that names what still runs when nothing else was said. */
export function startPlain(io: Io, verbosity: number): Progress {
  let state = startOfRun(io.now());
  let spoken = io.now();
  let stopped = false;
  const say = (lines: readonly string[]): void => {
    if (lines.length === 0) return;
    spoken = io.now();
    void io.stderr.write(lines.map((line) => `${line}\n`).join(""));
  };
  // Asked more often than it speaks: the silence counts from the last line.
  const endHeartbeat = io.every(HEARTBEAT_MS / 30, () => {
    if (io.now() - spoken >= HEARTBEAT_MS) say([stillRunning(state, io.now())]);
  });
  const stop = (): void => {
    if (!stopped) endHeartbeat();
    stopped = true;
  };
  return {
    emit: (event) => {
      if (stopped) return;
      state = advance(state, event, io.now());
      say(linesOf(event, verbosity));
      if (event.kind === "run-ended") stop();
    },
    stop,
  };
}

function linesOf(event: RunEvent, verbosity: number): readonly string[] {
  switch (event.kind) {
    case "run-note":
      return [noteLine(event.message)];
    case "check-ended":
      return [checkEnded(event.target, event.check)];
    case "output":
      return verbosity > 0 ? outputLines(event) : [];
    case "run-started":
    case "target-started":
    case "check-started":
    case "revision":
    case "target-ended":
    case "run-ended":
      return [];
  }
}
