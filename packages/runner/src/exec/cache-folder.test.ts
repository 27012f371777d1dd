import { homedir } from "node:os";
import { expect, test } from "vitest";
import { cacheFolder } from "./cache-folder.ts";

test.each([
  [{ MIGRUN_CACHE_DIR: "/c", XDG_CACHE_HOME: "/x", HOME: "/h" }, "linux", "/c"],
  [{ XDG_CACHE_HOME: "/x", HOME: "/h" }, "linux", "/x/migrun"],
  [{ XDG_CACHE_HOME: "relative", HOME: "/h" }, "linux", "/h/.cache/migrun"],
  [{ XDG_CACHE_HOME: "", HOME: "/h" }, "freebsd", "/h/.cache/migrun"],
  [{ HOME: "/h", XDG_CACHE_HOME: "/x" }, "darwin", "/h/Library/Caches/migrun"],
  [{ LOCALAPPDATA: "C:\\l" }, "win32", "C:\\l\\migrun\\Cache"],
  [{ USERPROFILE: "C:\\u" }, "win32", "C:\\u\\AppData\\Local\\migrun\\Cache"],
] as const)("%j on %s: %s", (env, platform, expected) => {
  expect(cacheFolder(env, platform)).toBe(expected);
});

test("without HOME the home folder of the user counts", () => {
  expect(cacheFolder({}, "linux")).toBe(`${homedir()}/.cache/migrun`);
});
