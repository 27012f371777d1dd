import { describe, expect, test } from "vitest";
import type { IgnoreEntry } from "../config/config.ts";
import { RUN_CODES } from "./codes.ts";
import type { FindingDraft } from "./finding.ts";
import { finishFindings, severitiesFor, staleIgnores } from "./finish-findings.ts";
import type { FinishOptions } from "./finish-findings.ts";

const options: FinishOptions = {
  target: "users",
  registry: RUN_CODES,
  rules: {},
  ignores: [],
  today: "2026-11-22",
};

const draft: FindingDraft = {
  code: "MC502",
  message: "extra",
  check: "drift",
  object: "table:public.spatial_ref_sys",
};

function entry(over: Partial<IgnoreEntry>): IgnoreEntry {
  return { code: "MC502", object: null, revision: null, reason: "PostGIS owns it", until: null, ...over };
}

function finish(drafts: readonly FindingDraft[], over: Partial<FinishOptions> = {}) {
  return finishFindings(drafts, { ...options, ...over });
}

describe("finishFindings", () => {
  test("fills in what a draft leaves out", () => {
    expect(finish([draft]).findings).toEqual([
      {
        code: "MC502",
        rule: "extra-object",
        check: "drift",
        severity: "error",
        message: "extra",
        hint: null,
        object: "table:public.spatial_ref_sys",
        revision: null,
        file: null,
        line: null,
        column: null,
        fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
        suppressed: null,
      },
    ]);
  });

  test("severity: configured by code, else by name, else the draft's, else the registry's", () => {
    const severityOf = (rules: FinishOptions["rules"], severity?: "notice") =>
      finish([severity === undefined ? draft : { ...draft, severity }], { rules }).findings[0]?.severity;
    expect(severityOf({})).toBe("error");
    expect(severityOf({}, "notice")).toBe("notice");
    expect(severityOf({ "extra-object": "warning" }, "notice")).toBe("warning");
    expect(severityOf({ MC502: "error", "extra-object": "warning" })).toBe("error");
    expect(severityOf({ "extra-object": "off" })).toBeUndefined();
  });

  test("equal findings are numbered by place, whatever order they come in", () => {
    const at = (line: number): FindingDraft => ({ ...draft, file: "a.py", line });
    const numbers = (drafts: FindingDraft[]) =>
      finish(drafts).findings.map((finding) => [finding.line, finding.fingerprint.split(":")[1] ?? "1"]);
    expect(numbers([at(9), at(3), at(5)])).toEqual([
      [9, "3"],
      [3, "1"],
      [5, "2"],
    ]);
    expect(numbers([at(3), at(5), at(9)])).toEqual([
      [3, "1"],
      [5, "2"],
      [9, "3"],
    ]);
  });

  test.each([
    [entry({})],
    [entry({ code: "extra-object" })],
    [entry({ object: "table:public.spatial_*" })],
    [entry({ object: "table:public.spatial_ref_sys" })],
    [entry({ until: "2026-11-22" })],
  ])("suppressed by %j", (ignore) => {
    const { findings, usedIgnores } = finish([draft], { ignores: [ignore] });
    expect(findings).toHaveLength(1);
    expect(findings[0]?.suppressed).toEqual({ kind: "config", reason: ignore.reason, until: ignore.until });
    expect(usedIgnores).toEqual(new Set([ignore]));
  });

  test.each([
    [entry({ code: "MC501" }), "The ignore entry for MC501 (PostGIS owns it) matches nothing."],
    [
      entry({ object: "table:public.spatial" }),
      "The ignore entry for MC502 table:public.spatial (PostGIS owns it) matches nothing.",
    ],
    [entry({ revision: "*" }), "The ignore entry for MC502 revision * (PostGIS owns it) matches nothing."],
    [
      entry({ until: "2026-11-21" }),
      "The ignore entry for MC502 (PostGIS owns it) has expired on 2026-11-21.",
    ],
  ])("not suppressed by %j, which is told", (ignore, message) => {
    const { findings } = finish([draft], { ignores: [ignore] });
    expect(findings.map((finding) => finding.suppressed)).toEqual([null, null]);
    expect(findings[1]).toMatchObject({ code: "MX910", rule: "stale-ignore", severity: "warning", message });
  });

  test("entries of a partial run are not called unused, but an expired one is told", () => {
    const ignores = [entry({ code: "MC501" }), entry({ until: "2020-01-01" })];
    const codes = finish([], { ignores, reportUnused: false }).findings.map((finding) => finding.message);
    expect(codes).toEqual(["The ignore entry for MC502 (PostGIS owns it) has expired on 2020-01-01."]);
  });

  test("shared entries suppress, and are judged after all targets", () => {
    const shared = [entry({}), entry({ code: "MC501" })];
    const { findings, usedIgnores } = finish([draft], { sharedIgnores: shared });
    expect(findings).toHaveLength(1);
    expect(findings[0]?.suppressed).not.toBeNull();
    expect(staleIgnores(shared, usedIgnores, options)).toHaveLength(1);
  });

  test("a code that is not registered is a bug", () => {
    expect(() => finish([{ code: "MC000", message: "" }])).toThrow("MC000");
  });
});

test("severitiesFor: the target before all, a name is as good as its code", () => {
  const config = {
    rules: { MC501: "warning", "extra-object": "notice", MC503: "off" },
    targets: { users: { rules: { "missing-object": "off", MC502: "error", "extra-object": "off" } } },
  } as unknown as Parameters<typeof severitiesFor>[0];
  expect(severitiesFor(config, "users", RUN_CODES)).toEqual({ MC501: "off", MC502: "error", MC503: "off" });
  expect(severitiesFor(config, null, RUN_CODES)).toEqual({ MC501: "warning", MC502: "notice", MC503: "off" });
});
