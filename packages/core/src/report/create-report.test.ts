import { expect, test } from "vitest";
import type { Finding } from "../findings/finding.ts";
import { createReport, sortFindings } from "./create-report.ts";
import type { ReportInput } from "./create-report.ts";
import type { CheckReport, TargetReport } from "./report.ts";

function finding(over: Partial<Finding>): Finding {
  return {
    code: "MC501",
    rule: "missing-object",
    check: "drift",
    severity: "error",
    message: "m",
    hint: null,
    object: null,
    revision: null,
    file: null,
    line: null,
    column: null,
    fingerprint: "f",
    suppressed: null,
    ...over,
  };
}

function check(id: CheckReport["id"], status: CheckReport["status"] = "passed"): CheckReport {
  return { id, status, durationMs: 1, reason: null, data: {} };
}

function target(name: string, over: Partial<TargetReport> = {}): TargetReport {
  return {
    name,
    config: "alembic.ini",
    section: name,
    scriptLocation: `${name}/migrations`,
    status: "passed",
    durationMs: 1,
    revisions: 2,
    newRevisions: 0,
    heads: [],
    bases: [],
    isolation: { layers: [], redirected: [] },
    checks: [],
    findings: [],
    ...over,
  };
}

const input: ReportInput = {
  command: "all",
  targets: [],
  problems: [],
  versions: {
    migrun: "0.1.0",
    node: "20.20.2",
    python: null,
    alembic: null,
    sqlalchemy: null,
    postgres: null,
  },
  base: { ref: null, commit: null },
  startedAt: "2026-11-22T07:00:00.000Z",
  durationMs: 12,
  strict: false,
};

test("everything is in the published order, whatever came first", () => {
  const report = createReport({
    ...input,
    targets: [
      target("users", {
        heads: ["b2", "a1", "B3"],
        bases: ["z", "é", "\u{1F600}", "\uFFFD"],
        isolation: { layers: ["sqlalchemy", "drivers"], redirected: [{ asked: "b/x" }, { asked: "a/x" }] },
        checks: [check("roundtrip"), check("drift"), check("heads"), check("sql"), check("upgrade")],
      }),
      target("Billing"),
      target("analytics"),
    ],
  });
  expect(report.targets.map((one) => one.name)).toEqual(["Billing", "analytics", "users"]);
  const users = report.targets[2];
  expect(users?.heads).toEqual(["B3", "a1", "b2"]);
  expect(users?.bases).toEqual(["z", "é", "\uFFFD", "\u{1F600}"]);
  expect(users?.isolation).toEqual({
    layers: ["sqlalchemy", "drivers"],
    redirected: [{ asked: "a/x" }, { asked: "b/x" }],
  });
  expect(users?.checks.map((one) => one.id)).toEqual(["heads", "upgrade", "sql", "drift", "roundtrip"]);
});

test("findings are sorted by file, line and code, those without a place last", () => {
  const inOrder = [
    finding({ file: "a.py", line: 2, code: "MF101" }),
    finding({ file: "a.py", line: 10, code: "MF101" }),
    finding({ file: "a.py", line: 10, code: "MF104", column: 1 }),
    finding({ file: "a.py", line: 10, code: "MF104", column: 7 }),
    finding({ file: "a.py", code: "MF101" }),
    finding({ file: "b.py", line: 1 }),
    finding({ object: "table:a" }),
    finding({ object: "table:b", revision: "a" }),
    finding({ object: "table:b", revision: "b", message: "a" }),
    finding({ object: "table:b", revision: "b", message: "b" }),
  ];
  expect(sortFindings(inOrder.toReversed())).toEqual(inOrder);
  expect(createReport({ ...input, problems: inOrder.toReversed() }).problems).toEqual(inOrder);
});

test("targets are counted by status, findings by severity without the suppressed ones", () => {
  const accepted = { kind: "config", reason: "owned by PostGIS", until: null } as const;
  const report = createReport({
    ...input,
    problems: [finding({ severity: "warning" })],
    targets: [
      target("a"),
      target("b", { status: "failed", findings: [finding({}), finding({ suppressed: accepted })] }),
      target("c", { status: "error", checks: [check("upgrade", "error")] }),
      target("d", { status: "skipped", findings: [finding({ severity: "notice" })] }),
    ],
  });
  expect(report.summary).toEqual({
    targets: 4,
    passed: 1,
    failed: 1,
    errors: 1,
    skipped: 1,
    findings: { error: 1, warning: 1, notice: 1 },
  });
  expect([report.ok, report.exitCode]).toEqual([false, 3]);
  expect(report.targets[1]?.findings).toHaveLength(2);
});

test("a run is ok exactly when its exit code is 0", () => {
  const warned = [target("a", { findings: [finding({ severity: "warning" })] })];
  expect(createReport({ ...input, targets: warned })).toMatchObject({ ok: true, exitCode: 0 });
  expect(createReport({ ...input, targets: warned, strict: true })).toMatchObject({ ok: false, exitCode: 1 });
  expect(createReport({ ...input, stopped: 143 })).toMatchObject({ ok: false, exitCode: 143 });
});

test("the input is left as it was", () => {
  const heads = ["b", "a"];
  createReport({ ...input, targets: [target("a", { heads })] });
  expect(heads).toEqual(["b", "a"]);
});
