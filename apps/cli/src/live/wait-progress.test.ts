import { expect, test } from "vitest";
import type { LiveState } from "@migrun/core";
import { createFakeIo } from "../../test/fake-io.ts";
import type { TargetLook } from "../engine.ts";
import { startWaitProgress } from "./wait-progress.ts";

function look(name: string, state: LiveState, pending: readonly string[] = []): TargetLook {
  const status = { name, state, current: [], expected: [], pending, reason: null };
  return { status, strangers: [], appliedAt: null, failure: null };
}

const FIVE_MINUTES = { timeoutSeconds: 300, quiet: false };

test("in a log: a line for each change, and one each half minute in which nothing changed", () => {
  const { io, err, pass } = createFakeIo();
  const progress = startWaitProgress(io, FIVE_MINUTES);
  const seen = (...missing: readonly TargetLook[]): void =>
    progress.seen([look("done", "at_head"), ...missing], missing);
  for (let round = 0; round < 30; round += 1) {
    seen(look("orders", "behind", ["b", "c"]), look("users", "unreachable"));
    pass(1000);
  }
  seen(look("orders", "behind", ["c"]), look("users", "empty", ["a"]));
  pass(29_000);
  const users = look("users", "empty", ["a"]);
  progress.seen([look("done", "at_head"), look("orders", "at_head"), users], [users]);
  progress.seen([look("done", "at_head"), look("orders", "at_head"), look("users", "at_head")], []);
  pass(60_000);
  progress.stop();
  pass(60_000);
  expect(err().split("\n")).toEqual([
    "migrun: waiting for orders: behind, 2 revisions pending",
    "migrun: waiting for users: unreachable",
    "migrun: still waiting for orders (behind, 2 pending), users (unreachable), 30.0 s of 5 min 0 s",
    "migrun: waiting for users: empty, 1 revision pending",
    "migrun: orders: at head",
    "",
  ]);
});

test("of many targets a heartbeat names the first", () => {
  const { io, err, pass } = createFakeIo();
  const progress = startWaitProgress(io, FIVE_MINUTES);
  const many = Array.from({ length: 20 }, (_, at) => look(`t${at}`, "behind"));
  progress.seen(many, many);
  pass(31_000);
  progress.stop();
  expect(err()).toMatch(/t3 \(behind\), t4 \(behind\) and 15 more, 30\.0 s of/u);
});

test("on a terminal one line is redrawn, and nothing of it is left at the end, on every path", () => {
  const { io, err, pass, exit, pending } = createFakeIo({ terminal: true, columns: 40 });
  const progress = startWaitProgress(io, FIVE_MINUTES);
  const users = look("users", "behind", ["a"]);
  pass(5000);
  expect(err()).toBe("");
  progress.seen([users], [users]);
  pass(61_000);
  exit();
  progress.stop();
  const lines = err().split("\n");
  expect(lines[0]).toBe("migrun: waiting for users: behind, 1 revision pending");
  expect(lines).toHaveLength(2);
  const redrawn = (lines[1] ?? "").split("\r").filter((part) => part.includes("waiting"));
  expect(redrawn.length).toBeGreaterThan(100);
  for (const part of redrawn) expect(part.replace("\u001B[K", "").length).toBeLessThan(40);
  expect(err().endsWith("\r\u001B[2K")).toBe(true);
  expect(pending()).toBe(0);
});

test("--quiet is quiet", () => {
  const { io, err, pending } = createFakeIo();
  startWaitProgress(io, { timeoutSeconds: 1, quiet: true }).seen([], [look("users", "behind")]);
  expect([err(), pending()]).toEqual(["", 0]);
});
