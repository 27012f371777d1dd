import {
  BaselineBook,
  type CheckId,
  type Config,
  type FindingDraft,
  type HistoryFile,
  mergeConfigs,
  parseRevision,
} from "@migrun/core";
import { expect, test } from "vitest";
import { done, skipped } from "../checks/check-context.ts";
import { RunJudge } from "./judge-target.ts";

const IGNORED = { object: null, reason: "old", until: null };

function file(id: string, down: string | null, extra = ""): HistoryFile {
  const name = `/repo/v/${id}.py`;
  const text = `"""x"""\nrevision = "${id}"\ndown_revision = ${down === null ? "None" : `"${down}"`}\n${extra}`;
  return { file: name, parsed: parseRevision(text, name), python: null };
}

interface Case {
  readonly files: readonly HistoryFile[];
  readonly drafts?: readonly FindingDraft[];
  readonly ran?: readonly CheckId[];
  readonly left?: readonly CheckId[];
  readonly ignore?: Config["ignore"];
}

/** What is said of a target whose checks in `ran` were done: code, and what accepts it. */
function judged({ files, drafts = [], ran = ["files"], left = [], ignore = [] }: Case): string[] {
  const judge = new RunJudge(
    { ...mergeConfigs([]).config, ignore },
    {
      today: "2026-11-25",
      complete: true,
      allChecks: true,
      show: (path) => path.slice("/repo/".length),
      baseline: new BaselineBook({
        entries: [],
        acceptNew: false,
        reason: "baseline",
        fileOf: (name) => name,
        redact: (text) => text,
      }),
    },
  );
  const found = judge.findings({
    name: "users",
    drafts: [],
    files,
    isJudged: () => true,
    released: new Set(),
    checks: [
      ...ran.map((id) => ({ id, durationMs: 0, outcome: done(id === "files" ? drafts : []) })),
      ...left.map((id) => ({ id, durationMs: 0, outcome: skipped("not asked for") })),
    ],
  });
  return found.map(({ code, revision, suppressed }) =>
    [code, revision, suppressed?.reason].filter((part) => part !== null && part !== undefined).join(" "),
  );
}

test("a comment that hides nothing is told where the check of its rule was done, and only there", () => {
  const files = [file("a1", null, "# migrun: allow-file MF104 -- why")];
  expect(judged({ files })).toEqual(["MX901"]);
  expect(judged({ files, ran: ["heads"], left: ["files"] })).toEqual([]);
  const onSql = [file("a1", null, "f()  # migrun: allow MS240 -- nothing here")];
  expect(judged({ files: onSql, ran: ["lint"] })).toEqual(["MX901"]);
  expect(judged({ files: onSql, ran: ["files"], left: ["lint"] })).toEqual([]);
  // Of a run that did not judge SQL nothing is known, nor of a rule that is not built.
  expect(judged({ files: [file("a1", null, "# migrun: allow-file MY601 -- why")] })).toEqual([]);
});

test("a range accepts what its revisions do, both ends included", () => {
  const files = [file("a1", null), file("b2", "a1"), file("c3", "b2"), file("d4", "c3")];
  const drafts = ["a1", "b2", "c3", "d4"].map((revision) => ({ code: "MF104", message: "m", revision }));
  expect(judged({ files, drafts, ignore: [{ ...IGNORED, code: "MF104", revision: "b2..c3" }] })).toEqual([
    "MF104 a1",
    "MF104 b2 old",
    "MF104 c3 old",
    "MF104 d4",
  ]);
  const named = judged({ files, drafts, ignore: [{ ...IGNORED, code: "empty-upgrade", revision: "..b2" }] });
  expect(named.filter((line) => line.endsWith("old"))).toEqual(["MF104 a1 old", "MF104 b2 old"]);
});
