import { expect, test } from "vitest";
import { isDone } from "./judge-deploy.ts";

test("a target that is ahead or at its head lets those after it begin; one that was not begun does not", () => {
  const statuses = [
    "upgraded",
    "downgraded",
    "at_head",
    "ahead",
    "failed",
    "busy",
    "refused",
    "skipped",
  ] as const;
  expect(statuses.filter((status) => isDone({ status }))).toEqual([
    "upgraded",
    "downgraded",
    "at_head",
    "ahead",
  ]);
});
