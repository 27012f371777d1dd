import { expect, test } from "vitest";
import type { Demand, LiveState } from "@migrun/core";
import type { TargetLook } from "../engine.ts";
import { exitOfLooks } from "./live-exit.ts";

function look(state: LiveState, over: Partial<TargetLook> = {}): TargetLook {
  const status = { name: "users", state, current: [], expected: [], pending: [], reason: null };
  return { status, strangers: [], appliedAt: null, failure: null, ...over };
}

const AT_HEAD: Demand = { require: "at-head", allowUnknown: false };
const AT_LEAST: Demand = { require: "at-least-code", allowUnknown: false };
const ALLOWED: Demand = { require: "at-head", allowUnknown: true };

test.each<[string, TargetLook, Demand | null, number]>([
  ["behind is no failure where nothing is demanded", look("behind"), null, 0],
  ["behind", look("behind"), AT_LEAST, 1],
  ["empty", look("empty"), AT_LEAST, 1],
  ["at head", look("at_head"), AT_HEAD, 0],
  ["ahead is not at head", look("ahead"), AT_HEAD, 1],
  ["ahead is at least the code", look("ahead"), AT_LEAST, 0],
  ["unknown", look("unknown", { strangers: ["x"] }), AT_LEAST, 1],
  ["unknown, allowed", look("unknown", { strangers: ["x"] }), ALLOWED, 0],
  ["rows that overlap are never allowed", look("unknown"), ALLOWED, 1],
  ["unreachable", look("unreachable", { failure: "login" }), null, 3],
  ["a broken history", look("unknown", { failure: "no-files" }), ALLOWED, 3],
  ["no url is said, and no failure", look("unreachable", { failure: "no-url" }), null, 0],
  ["no url cannot be demanded of", look("unreachable", { failure: "no-url" }), AT_HEAD, 3],
])("%s", (_, one, demand, exitCode) => {
  expect(exitOfLooks({ looks: [look("at_head"), one], demand, problems: [], isNamed: false })).toBe(exitCode);
});
