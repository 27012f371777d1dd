import { describe, expect, test } from "vitest";
import { nearest } from "./nearest.ts";

const KEYS = ["server", "postgres", "jobs", "python", "targets", "timeouts", "rules", "users", "analytics"];

describe("nearest", () => {
  test.each([
    ["sever", "server"],
    ["postgers", "postgres"],
    ["job", "jobs"],
    ["Jobs", "jobs"],
    ["timeout", "timeouts"],
    ["tragets", "targets"],
    ["user", "users"],
    ["anal", "analytics"],
  ])("%s is near %s", (word, expected) => {
    expect(nearest(word, KEYS)).toBe(expected);
  });

  test.each(["", "x", "billing", "serpentine", "ja"])("nothing is near %j", (word) => {
    expect(nearest(word, KEYS)).toBeNull();
  });

  test("the nearest of several wins, and of two equally near the first", () => {
    expect(nearest("use", ["users", "user"])).toBe("user");
    expect(nearest("cart", ["card", "care"])).toBe("card");
  });

  test("one letter is never near another", () => {
    expect(nearest("a", ["b"])).toBeNull();
  });
});
