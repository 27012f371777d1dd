import { describe, expect, test } from "vitest";
import { selectTargets } from "./select-targets.ts";

const targets = ["alembic.ini:users", "analytics", "billing", "services/users", "users-eu"].map((name) => ({
  name,
}));

function select(...words: readonly string[]): readonly string[] | readonly object[] {
  const selected = selectTargets(targets, words);
  return selected.ok ? selected.value.map(({ name }) => name) : selected.error.unknown;
}

describe("selectTargets", () => {
  test("no words mean all", () => {
    expect(select()).toHaveLength(5);
  });

  test.each([
    [
      ["billing", "analytics"],
      ["analytics", "billing"],
    ],
    [["billing,analytics"], ["analytics", "billing"]],
    [["analytics/billing"], ["analytics", "billing"]],
    [["analytics, billing,"], ["analytics", "billing"]],
    [["services/users"], ["services/users"]],
    [["services/users/billing"], ["billing", "services/users"]],
    [["*users*"], ["alembic.ini:users", "services/users", "users-eu"]],
    [["services/*"], ["services/users"]],
    [["[ab]*g"], ["billing"]],
    [["analytic?/b*"], ["analytics", "billing"]],
    [["billing", "b*"], ["billing"]],
  ])("%j means %j", (words, names) => {
    expect(select(...words)).toEqual(names);
  });

  test.each([
    [["biling"], [{ word: "biling", nearest: "billing" }]],
    [["analytics/biling"], [{ word: "biling", nearest: "billing" }]],
    [["zzzzzzzz"], [{ word: "zzzzzzzz", nearest: null }]],
    [["x*"], [{ word: "x*", nearest: null }]],
    [[""], [{ word: "", nearest: null }]],
    [[","], [{ word: ",", nearest: null }]],
    [["billing", "alembic"], [{ word: "alembic", nearest: "alembic.ini:users" }]],
  ])("%j is refused, naming %j", (words, unknown) => {
    expect(select(...words)).toEqual(unknown);
  });

  test("a name may hold what looks like a separator or a pattern", () => {
    const odd = [{ name: "a,b" }, { name: "c*" }, { name: "cd" }];
    const selected = selectTargets(odd, ["a,b", "c*"]);
    expect(selected).toEqual({ ok: true, value: [{ name: "a,b" }, { name: "c*" }] });
  });
});
