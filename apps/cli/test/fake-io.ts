import type { Io, Output } from "../src/io.ts";

/** The outside of a test: what was written, a clock that is turned by hand, a signal that is sent by hand. */
export interface FakeIo {
  readonly io: Io;
  readonly out: () => string;
  readonly err: () => string;
  /** Lets time pass and runs what was due, in steps of the shortest interval. */
  readonly pass: (ms: number) => void;
  readonly interrupt: (signal: "SIGINT" | "SIGTERM") => void;
  /** What happens when the process ends. */
  readonly exit: () => void;
  /** Timers and exit callbacks that nobody took back. */
  readonly pending: () => number;
}

/** What a test may say of its outside; the rest is a pipe in an empty environment. */
export interface FakeLook {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly terminal?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  /** What is answered to a question; null: nothing. Left out: nobody is there. */
  readonly answer?: string | null;
}

/** Makes an outside. */
export function createFakeIo({
  env = {},
  cwd = "/repo",
  terminal = false,
  columns = 80,
  rows = 24,
  answer,
}: FakeLook = {}): FakeIo {
  let now = Date.UTC(2026, 10, 22, 7);
  const stdout: string[] = [];
  const stderr: string[] = [];
  const timers = new Set<{ readonly ms: number; readonly callback: () => void; due: number }>();
  const atExit = new Set<() => void>();
  const controller = new AbortController();
  const output = (chunks: string[]): Output => ({
    write: (text) => {
      chunks.push(text);
      return Promise.resolve();
    },
    isTTY: terminal,
    columns: () => (terminal ? columns : null),
    rows: () => (terminal ? rows : null),
  });
  return {
    io: {
      stdout: output(stdout),
      stderr: output(stderr),
      env,
      cwd,
      platform: "linux",
      nodeVersion: "20.20.2",
      signal: controller.signal,
      now: () => now,
      every: (ms, callback) => {
        const timer = { ms, callback, due: now + ms };
        timers.add(timer);
        return () => timers.delete(timer);
      },
      onSecondSignal: () => () => {},
      atExit: (callback) => {
        atExit.add(callback);
        return () => atExit.delete(callback);
      },
      ask: answer === undefined ? null : () => Promise.resolve(answer),
      randomToken: () => "token-1",
    },
    out: () => stdout.join(""),
    err: () => stderr.join(""),
    pass: (ms) => {
      const end = now + ms;
      for (;;) {
        const next = [...timers].toSorted((a, b) => a.due - b.due)[0];
        if (next === undefined || next.due > end) break;
        now = next.due;
        next.due += next.ms;
        next.callback();
      }
      now = end;
    },
    interrupt: (signal) => controller.abort(signal),
    exit: () => [...atExit].forEach((callback) => callback()),
    pending: () => timers.size + atExit.size,
  };
}
