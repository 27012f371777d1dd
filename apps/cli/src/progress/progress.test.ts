import { describe, expect, test } from "vitest";
import type { RunEvent } from "@migrun/core";
import { createFakeIo } from "../../test/fake-io.ts";
import type { FakeIo, FakeLook } from "../../test/fake-io.ts";
import { check, target } from "../../test/sample-reports.ts";
import { startProgress } from "./progress.ts";
import type { ProgressRequest } from "./progress.ts";
import type { Progress } from "./shown-progress.ts";

const REQUEST: ProgressRequest = { quiet: false, verbosity: 0, color: false, needsDatabase: true };

function start(look: FakeLook, request: Partial<ProgressRequest> = {}): { fake: FakeIo; progress: Progress } {
  const fake = createFakeIo(look);
  return { fake, progress: startProgress(fake.io, { ...REQUEST, ...request }) };
}

const started: RunEvent = { kind: "run-started", targets: ["users", "billing"], jobs: 2 };
const usersStart: RunEvent = { kind: "target-started", target: "users" };
const usersUpgrade: RunEvent = { kind: "check-started", target: "users", check: "upgrade" };
const revision: RunEvent = {
  kind: "revision",
  target: "users",
  check: "upgrade",
  revision: "ae1027\u001B[31m",
  done: 3,
  total: 14,
};
const usersUpgraded: RunEvent = { kind: "check-ended", target: "users", check: check("upgrade") };
const usersEnd: RunEvent = {
  kind: "target-ended",
  target: "users",
  report: target("users", { status: "failed" }),
};
const printed: RunEvent = {
  kind: "output",
  target: "users",
  stream: "stdout",
  text: "hello\n::error::\u001B[2J\n",
};
const ended: RunEvent = { kind: "run-ended" };

function emitAll(progress: Progress, events: readonly RunEvent[]): void {
  for (const event of events) progress.emit(event);
}

/** What a terminal shows after this output: the escapes that are used here, and no others. */
function screenOf(output: string): { lines: string[]; cursor: boolean } {
  const lines: string[] = [];
  let [row, column, cursor] = [0, 0, true];
  // oxlint-disable-next-line no-control-regex
  for (const part of output.split(/(\u001B\[\??\d*[A-Za-z]|[\r\n])/)) {
    const line = (lines[row] ?? "").padEnd(column);
    if (part === "\u001B[?25l") cursor = false;
    else if (part === "\u001B[?25h") cursor = true;
    else if (part === "\u001B[1A") row = Math.max(0, row - 1);
    else if (part === "\u001B[2K") lines[row] = "";
    else if (part === "\u001B[K") lines[row] = line.slice(0, column);
    else if (part === "\r") column = 0;
    else if (part === "\n") [row, column] = [row + 1, 0];
    else {
      expect(part).not.toContain("\u001B");
      lines[row] = line.slice(0, column) + part + line.slice(column + part.length);
      column += part.length;
    }
  }
  const shown = lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
  expect([row, column], "the cursor stands below what is shown").toEqual([shown.length, 0]);
  return { lines: shown, cursor };
}

describe("on a terminal", () => {
  test("shows a row per target at work, and the counts", () => {
    const { fake, progress } = start({ terminal: true });
    emitAll(progress, [
      started,
      usersStart,
      { kind: "target-started", target: "billing" },
      usersUpgrade,
      revision,
    ]);
    fake.pass(1300);
    expect(screenOf(fake.err())).toEqual({
      cursor: false,
      lines: [
        String.raw`⠸ users      1.3 s  upgrade 3/14 ae1027\x1b[31m`,
        "⠸ billing    1.3 s  ",
        "  0 of 2 targets done, 1 s",
      ],
    });
    progress.stop();
  });

  test("leaves nothing behind and gives the cursor back", () => {
    const { fake, progress } = start({ terminal: true });
    emitAll(progress, [started, usersStart, revision]);
    fake.pass(500);
    emitAll(progress, [usersUpgraded, usersEnd, ended]);
    expect(screenOf(fake.err())).toEqual({ lines: [], cursor: true });
    expect(fake.pending()).toBe(0);
    progress.stop();
    emitAll(progress, [usersStart]);
    fake.pass(1000);
    expect(screenOf(fake.err())).toEqual({ lines: [], cursor: true });
  });

  test("gives the cursor back when the process is ended by force", () => {
    const { fake, progress } = start({ terminal: true });
    emitAll(progress, [started, usersStart]);
    fake.pass(500);
    expect(screenOf(fake.err()).cursor).toBe(false);
    fake.exit();
    expect(screenOf(fake.err())).toEqual({ lines: [], cursor: true });
    progress.stop();
  });

  test("rows that are gone and what was typed leave nothing behind", () => {
    const { fake, progress } = start({ terminal: true });
    emitAll(progress, [started, usersStart, { kind: "target-started", target: "billing" }, revision]);
    fake.pass(100);
    const before = fake.err();
    const screen = () => screenOf(`${before}^C${fake.err().slice(before.length)}`);
    emitAll(progress, [usersUpgraded, usersEnd]);
    fake.pass(200);
    expect(screen().lines).toEqual(["⠸ billing    0.3 s  ", "  1 of 2 targets done, 1 failed, 0 s"]);
    progress.stop();
    expect(screen()).toEqual({ lines: [], cursor: true });
  });

  test("draws at most ten times a second, and never between", () => {
    const { fake, progress } = start({ terminal: true });
    emitAll(progress, [started, usersStart]);
    for (let done = 0; done < 1000; done += 1) progress.emit({ ...revision, done, total: 1000 });
    expect(fake.err()).toBe("");
    fake.pass(1000);
    expect(fake.err().match(/⠋|⠙|⠹|⠸|⠼|⠴|⠦|⠧|⠇|⠏/g)).toHaveLength(10);
    progress.stop();
  });

  test("no row is wider than the terminal or than the screen is high", () => {
    const { fake, progress } = start({ terminal: true, columns: 30 });
    const names = Array.from({ length: 20 }, (_, index) => `service-with-a-long-name-${index}`);
    progress.emit({ kind: "run-started", targets: names, jobs: 20 });
    for (const name of names) progress.emit({ kind: "target-started", target: name });
    fake.pass(100);
    const { lines } = screenOf(fake.err());
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(30);
    expect(lines.slice(-2)).toEqual(["  ... 8 more at work", "  0 of 20 targets done, 0 s"]);
    progress.stop();
  });

  test("a low screen shows fewer rows", () => {
    const { fake, progress } = start({ terminal: true, rows: 5 });
    for (const name of ["a", "b", "c"]) progress.emit({ kind: "target-started", target: name });
    fake.pass(100);
    expect(screenOf(fake.err()).lines).toHaveLength(4);
    progress.stop();
  });

  test("output of env.py stands above the rows, with -v only and harmless", () => {
    const silent = start({ terminal: true });
    emitAll(silent.progress, [started, usersStart, printed]);
    silent.progress.stop();
    expect(silent.fake.err()).toBe("");
    const { fake, progress } = start({ terminal: true }, { verbosity: 1 });
    emitAll(progress, [started, usersStart]);
    fake.pass(100);
    progress.emit(printed);
    expect(screenOf(fake.err()).lines).toEqual([
      "users | hello",
      String.raw`users | ::error::\x1b[2J`,
      "⠙ users    0.1 s  ",
      "  0 of 2 targets done, 0 s",
    ]);
    progress.stop();
    expect(screenOf(fake.err()).lines).toEqual(["users | hello", String.raw`users | ::error::\x1b[2J`]);
  });

  test("a slow preparation is named", () => {
    const { fake, progress } = start({ terminal: true });
    progress.emit({ kind: "run-note", message: "starting Postgres 17.10" });
    fake.pass(100);
    expect(screenOf(fake.err()).lines).toEqual(["  getting ready, 0 s, starting Postgres 17.10"]);
    progress.stop();
  });
});

describe("in CI and in a pipe", () => {
  test("a line per check that has ended, and no escapes", () => {
    const { fake, progress } = start({ terminal: true, env: { CI: "true" } });
    const skipped = check("drift", "skipped", { reason: "upgrade failed" });
    const broken = check("sql", "error", { durationMs: 61_000 });
    emitAll(progress, [
      started,
      { kind: "run-note", message: "starting Postgres 17.10" },
      usersStart,
      usersUpgrade,
      revision,
      usersUpgraded,
      { kind: "check-ended", target: "users", check: skipped },
      { kind: "check-ended", target: "us\ners", check: broken },
      printed,
      usersEnd,
      ended,
    ]);
    expect(fake.err()).toBe(
      "migrun: starting Postgres 17.10\nusers: upgrade passed (0.1 s)\nusers: drift not run: upgrade failed\nus ers: sql could not be done (1 min 1 s)\n",
    );
    expect(fake.pending()).toBe(0);
  });

  test("a heartbeat names what still runs after 30 silent seconds", () => {
    const { fake, progress } = start({});
    emitAll(progress, [started, usersStart, usersUpgrade, revision]);
    fake.pass(29_000);
    expect(fake.err()).toBe("");
    fake.pass(2000);
    const beat = "migrun: still running, 0 of 2 targets done: users upgrade 3/14 (30.0 s)\n";
    expect(fake.err()).toBe(beat);
    fake.pass(10_000);
    progress.emit(usersUpgraded);
    fake.pass(29_000);
    expect(fake.err()).toBe(`${beat}users: upgrade passed (0.1 s)\n`);
    fake.pass(1000);
    expect(fake.err()).toContain("users (1 min 11 s)\n");
    progress.stop();
    expect(fake.pending()).toBe(0);
  });

  test("a heartbeat before anything runs", () => {
    const { fake, progress } = start({});
    fake.pass(31_000);
    expect(fake.err()).toBe("migrun: still running, 0 of 0 targets done: getting ready\n");
    progress.stop();
  });

  test("output of env.py with -v, each line marked", () => {
    const { fake, progress } = start({}, { verbosity: 1 });
    progress.emit(printed);
    expect(fake.err()).toBe(`users | hello\n${String.raw`users | ::error::\x1b[2J`}\n`);
    progress.stop();
  });
});

test.each<[string, Partial<ProgressRequest>]>([
  ["--quiet", { quiet: true, verbosity: 2 }],
  ["a command that only reads files", { needsDatabase: false }],
])("%s shows nothing", (_name, request) => {
  const { fake, progress } = start({ terminal: true }, request);
  emitAll(progress, [started, usersStart, usersUpgraded]);
  fake.pass(60_000);
  progress.stop();
  expect([fake.err(), fake.pending()]).toEqual(["", 0]);
});
