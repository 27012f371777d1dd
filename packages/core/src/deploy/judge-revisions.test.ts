import { expect, test } from "vitest";
import { type DeployFacts, failedExitCode, judgeRevisions } from "./judge-revisions.ts";

const facts: DeployFacts = { planned: ["a", "b", "c"], started: ["a", "b"], unsafe: [], remaining: [] };
const states = (more: Partial<DeployFacts>): string[] =>
  judgeRevisions({ ...facts, ...more }).map(({ state }) => state);

test("what a fresh connection does not miss is committed", () => {
  expect(states({ remaining: [] })).toEqual(["committed", "committed", "committed"]);
  expect(states({ remaining: ["b", "c"] })).toEqual(["committed", "rolled-back", "not-started"]);
});

test("a revision that committed in its middle is unknown as long as its row is missing", () => {
  expect(states({ unsafe: ["a", "b"], remaining: ["b", "c"] })).toEqual([
    "committed",
    "unknown",
    "not-started",
  ]);
});

test("where nobody could look, what began is unknown", () => {
  expect(states({ remaining: null })).toEqual(["unknown", "unknown", "not-started"]);
});

test("a target that is as before fails with 4, one that is part-way with 5", () => {
  const code = (more: Partial<DeployFacts>): number => failedExitCode(judgeRevisions({ ...facts, ...more }));
  expect(code({ remaining: ["a", "b", "c"] })).toBe(4);
  expect(code({ remaining: ["b", "c"] })).toBe(5);
  expect(code({ unsafe: ["b"], remaining: ["a", "b", "c"] })).toBe(5);
  expect(code({ started: [], remaining: null })).toBe(4);
});
