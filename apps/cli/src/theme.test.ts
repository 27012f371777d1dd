import { describe, expect, test } from "vitest";
import { createTheme, wantsColor, wantsUnicode } from "./theme.ts";

type Env = Record<string, string>;

describe("colour", () => {
  test.each<[string, boolean | null, Env, boolean, boolean]>([
    ["a terminal", null, {}, true, true],
    ["a pipe", null, {}, false, false],
    ["--color into a pipe, over NO_COLOR", true, { NO_COLOR: "1" }, false, true],
    ["--no-color over FORCE_COLOR", false, { FORCE_COLOR: "1" }, true, false],
    ["NO_COLOR", null, { NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
    ["an empty NO_COLOR does not count", null, { NO_COLOR: "" }, true, true],
    ["FORCE_COLOR into a pipe", null, { FORCE_COLOR: "1", TERM: "dumb" }, false, true],
    ["an empty FORCE_COLOR counts as on", null, { FORCE_COLOR: "" }, false, true],
    ["FORCE_COLOR=0", null, { FORCE_COLOR: "0" }, true, false],
    ["a dumb terminal, in CI too", null, { TERM: "dumb", GITHUB_ACTIONS: "true" }, true, false],
    ["GitHub's log", null, { GITHUB_ACTIONS: "true" }, false, true],
    ["an unknown CI", null, { CI: "true" }, false, false],
  ])("%s", (_name, flag, env, isTTY, expected) => {
    expect(wantsColor({ flag, env, isTTY })).toBe(expected);
  });
});

describe("unicode", () => {
  test.each<[string, Env, string, boolean]>([
    ["UTF-8", { LANG: "de_DE.UTF-8" }, "linux", true],
    ["utf8 in lower case", { LC_CTYPE: "C.utf8" }, "linux", true],
    ["LC_ALL wins", { LC_ALL: "C", LANG: "en_US.UTF-8" }, "linux", false],
    ["Latin-1", { LANG: "de_DE.ISO-8859-1" }, "linux", false],
    ["POSIX", { LANG: "POSIX" }, "linux", false],
    ["nothing said", {}, "linux", true],
    ["empty is nothing", { LC_ALL: "", LANG: "C.UTF-8" }, "linux", true],
    ["a dumb terminal", { TERM: "dumb", LANG: "C.UTF-8" }, "linux", false],
    ["an old Windows console", {}, "win32", false],
    ["Windows Terminal", { WT_SESSION: "1" }, "win32", true],
  ])("%s", (_name, env, platform, expected) => {
    expect(wantsUnicode(env, platform)).toBe(expected);
  });
});

test("without colour nothing is added, with colour it is reset", () => {
  expect(createTheme({ color: false, unicode: true }).bad("x")).toBe("x");
  expect(createTheme({ color: true, unicode: true }).bad("x")).toBe("\u001B[31mx\u001B[39m");
});

test("the ASCII symbols are ASCII", () => {
  const { symbols } = createTheme({ color: false, unicode: false });
  expect(Object.values(symbols).flat().join("")).toMatch(/^[ -~]+$/);
});
