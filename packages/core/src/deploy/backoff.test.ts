import { expect, test } from "vitest";
import { backoffMs, isRetryable } from "./backoff.ts";

test("the wait grows to its cap and is jittered over its whole length", () => {
  expect([1, 2, 3, 6, 20].map((tries) => backoffMs(tries, 0.5))).toEqual([500, 1000, 2000, 15_000, 15_000]);
  expect(backoffMs(3, 0)).toBe(0);
});

test("a lock time-out is repeated, a cancelled statement is not, and nothing is after a part was done", () => {
  const failure = { sqlState: "55P03", isUnreachable: false, states: ["rolled-back"] };
  expect(isRetryable(failure)).toBe(true);
  expect(isRetryable({ ...failure, sqlState: "57014" })).toBe(false);
  expect(isRetryable({ ...failure, sqlState: null, isUnreachable: true })).toBe(true);
  expect(isRetryable({ ...failure, states: ["committed", "unknown"] })).toBe(false);
});
