import { describe, expect, it } from "vitest";
import type { Finding } from "../findings/finding.ts";
import type { BaselineEntry } from "./baseline.ts";
import { BaselineBook, type TargetCoverage } from "./baseline-book.ts";

type Facts = Partial<BaselineEntry> & { readonly code: string };

function entry(facts: Facts, line = 1) {
  const nothing = { revision: null, object: null, file: null, message: null };
  return { target: "users", ...nothing, count: 1, ...facts, line };
}

function finding(facts: Partial<Finding> & { readonly code: string }): Finding {
  return {
    rule: "r",
    check: null,
    severity: "error",
    message: "m",
    hint: null,
    object: null,
    revision: null,
    file: "v/x.py",
    line: 3,
    column: null,
    fingerprint: "f",
    suppressed: null,
    ...facts,
  };
}

function book(entries: readonly ReturnType<typeof entry>[], acceptNew = false): BaselineBook {
  return new BaselineBook({
    entries,
    acceptNew,
    reason: "accepted",
    fileOf: (file) => `root/${file}`,
    redact: (text) => text.replace("secret", "***"),
  });
}

const ALL: ReadonlySet<string> = new Set(["a1", "b2"]);

function whole(over: Partial<TargetCoverage> = {}): TargetCoverage {
  return { target: "users", whole: true, revisions: ALL, judged: ALL, reached: ALL, ...over };
}

/** Entries that are left, and why others go. */
function after(kept: BaselineBook, targets: readonly string[] | null = ["users"]) {
  const outcome = kept.outcome(targets === null ? null : new Set(targets));
  return {
    left: outcome.entries.map((one) => [one.code, one.revision ?? one.object, one.count].join(" ")),
    gone: outcome.unneeded.map(({ entry: one, why }) => `${one.code} ${why}`),
    added: outcome.added.map((one) =>
      [one.code, one.revision ?? one.object ?? one.file, one.count].join(" "),
    ),
  };
}

const old = finding({ code: "MF103", revision: "a1" });

describe("marking", () => {
  it("accepts what has an entry, wherever it stands now, and nothing else", () => {
    const kept = book([entry({ code: "MF103", revision: "a1" })]);
    const found = [
      old,
      finding({ code: "MF103", revision: "b2" }),
      finding({ code: "MF101", revision: "a1" }),
    ];
    const marked = kept.mark("users", found);
    expect(marked.map((one) => one.suppressed?.kind)).toEqual(["baseline", undefined, undefined]);
    expect(kept.mark("billing", [{ ...old, line: 99 }])[0]?.suppressed).toBeNull();
  });

  it("accepts as many of the same as are counted, the first by place", () => {
    const kept = book([entry({ code: "MF103", revision: "a1", count: 2 })]);
    const same = ["f:3", "f", "f:2"].map((fingerprint) => ({ ...old, fingerprint }));
    expect(kept.mark("users", same).map((one) => one.suppressed !== null)).toEqual([false, true, true]);
  });

  it("leaves alone what is suppressed already, notices, and what is never accepted", () => {
    const kept = book([], true);
    const config = { kind: "config", reason: "r", until: null } as const;
    const found = [
      { ...old, suppressed: config },
      finding({ code: "MX908", severity: "notice", revision: "a1" }),
      finding({ code: "MX905", revision: "a1" }),
    ];
    expect(kept.close(whole(), found)).toEqual(found);
    expect(after(kept).added).toEqual([]);
  });
});

describe("what is new", () => {
  it("is added only where that is asked for", () => {
    const shrinking = book([]);
    shrinking.close(whole(), [old]);
    expect(after(shrinking)).toEqual({ left: [], gone: [], added: [] });
    const growing = book([], true);
    expect(growing.close(whole(), [old, { ...old, fingerprint: "f:2" }])[1]?.suppressed?.kind).toBe(
      "baseline",
    );
    expect(after(growing)).toMatchObject({ left: ["MF103 a1 2"], added: ["MF103 a1 2"] });
  });

  it("is named by file and message where it has neither revision nor object, without secrets", () => {
    const growing = book([], true);
    growing.close(whole(), [finding({ code: "MF106", severity: "warning", message: "a secret" })]);
    expect(growing.outcome(null).entries).toMatchObject([{ file: "root/v/x.py", message: "a ***" }]);
  });
});

describe("what is not needed any more", () => {
  const entries = [
    entry({ code: "MF103", revision: "a1" }),
    entry({ code: "MC510", object: "type:t", revision: "b2" }),
    entry({ code: "MC502", object: "table:t" }),
  ];

  it("goes where the run would have found it", () => {
    const kept = book(entries);
    kept.close(whole(), [old]);
    expect(after(kept)).toMatchObject({ left: ["MF103 a1 1"], gone: ["MC510 mended", "MC502 mended"] });
  });

  it.each<[string, Partial<TargetCoverage>, string[]]>([
    ["checks were left out", { whole: false }, ["MC502", "MC510", "MF103"]],
    ["released revisions were not judged", { judged: new Set() }, ["MF103"]],
    ["the round trip ended above it", { reached: new Set(["a1"]) }, ["MC510"]],
  ])("stays where %s", (_why, coverage, left) => {
    const kept = book(entries);
    kept.close(whole(coverage), []);
    expect(after(kept).left.map((one) => one.split(" ")[0])).toEqual(left);
  });

  it("stays where the target was not run, and goes where there is none", () => {
    expect(after(book(entries), null).gone).toEqual([]);
    expect(after(book(entries), ["users"]).gone).toEqual([]);
    expect(after(book(entries), ["billing"]).gone).toEqual(
      ["MF103", "MC510", "MC502"].map((code) => `${code} no-target`),
    );
  });

  it("goes with its revision", () => {
    const kept = book([entry({ code: "MF103", revision: "zz" })]);
    kept.close(whole({ judged: new Set() }), []);
    expect(after(kept).gone).toEqual(["MF103 no-revision"]);
  });

  it("shrinks with the number of those that are the same", () => {
    const kept = book([entry({ code: "MF103", revision: "a1", count: 3 })]);
    kept.close(whole(), [old]);
    expect(after(kept)).toMatchObject({ left: ["MF103 a1 1"], gone: ["MF103 mended"] });
  });

  it("is what stands twice, is no code, or cannot be accepted", () => {
    const odd = [
      entry({ code: "MF103", revision: "a1" }, 1),
      entry({ code: "MF103", revision: "a1" }, 2),
      entry({ code: "MZ999", revision: "a1" }, 3),
      entry({ code: "MX905", revision: "a1" }, 4),
      entry({ code: "MS250", revision: "a1" }, 5),
    ];
    const kept = book(odd);
    kept.close(whole({ whole: false }), [old]);
    expect(after(kept)).toMatchObject({
      left: ["MF103 a1 1", "MS250 a1 1"],
      gone: ["MF103 double", "MZ999 no-code", "MX905 not-acceptable"],
    });
  });
});
