import { expect, test } from "vitest";
import { lineDiff } from "./line-diff.ts";

test("added lines stand between their neighbours", () => {
  expect(lineDiff("a.yaml", "1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nnew\n5\n6\n7\n8\n")).toBe(
    "--- a.yaml\n+++ a.yaml\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7",
  );
});

test("a new file is all added", () => {
  expect(lineDiff("a.yaml", null, "1\n2\n")).toBe("--- /dev/null\n+++ a.yaml\n@@ -0,0 +1,2 @@\n+1\n+2");
});
