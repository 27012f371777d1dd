import * as v from "valibot";
import { describe, expect, test } from "vitest";
import type { Finding } from "../findings/finding.ts";
import { createReport } from "./create-report.ts";
import { ReportSchema } from "./report-schema.ts";

const finding: Finding = {
  code: "MC501",
  rule: "missing-object",
  check: "drift",
  severity: "error",
  message: "m",
  hint: null,
  object: "table:public.orders",
  revision: null,
  file: "a.py",
  line: 12,
  column: null,
  fingerprint: "f:2",
  suppressed: { kind: "config", reason: "r", until: null },
};

const report = createReport({
  command: "all",
  targets: [
    {
      name: "users",
      config: "alembic.ini",
      section: "users",
      scriptLocation: "migrations",
      status: "passed",
      durationMs: 1.5,
      revisions: 2,
      newRevisions: 0,
      heads: ["b"],
      bases: ["a"],
      isolation: { layers: ["sqlalchemy"], redirected: [{ asked: "db/users" }] },
      checks: [{ id: "drift", status: "passed", durationMs: 1, reason: null, data: { tables: 3 } }],
      findings: [finding],
    },
  ],
  problems: [{ ...finding, check: null }],
  versions: { migrun: "0.1.0", node: "20", python: null, alembic: null, sqlalchemy: null, postgres: null },
  base: { ref: null, commit: null },
  startedAt: "2026-11-22T07:00:00.000Z",
  durationMs: 3,
  strict: false,
});

describe("ReportSchema", () => {
  test("a report of every part fits, and is left as it is", () => {
    expect(v.parse(ReportSchema, report)).toEqual(report);
  });

  test("a field of a later version fits too", () => {
    expect(v.is(ReportSchema, { ...report, later: 1 })).toBe(true);
  });

  test.each(Object.keys(report))("without %s it is no report", (key) => {
    const { [key as keyof typeof report]: _gone, ...rest } = report;
    expect(v.is(ReportSchema, rest)).toBe(false);
  });

  test("an unknown value is null, never absent or of another kind", () => {
    const { line: _line, ...withoutLine } = finding;
    expect(v.is(ReportSchema, { ...report, problems: [withoutLine] })).toBe(false);
    expect(v.is(ReportSchema, { ...report, problems: [{ ...finding, line: 0 }] })).toBe(false);
    expect(v.is(ReportSchema, { ...report, problems: [{ ...finding, line: null }] })).toBe(true);
  });
});
