import { expect, test } from "vitest";
import type { CheckId, Finding } from "../findings/finding.ts";
import { exitCodeFor, worstExitCode } from "./exit-code.ts";
import type { ExitCode, ExitFacts } from "./exit-code.ts";
import type { CheckStatus } from "./report.ts";

type TargetFacts = ExitFacts["targets"][number];

function finding(code: string, over: Partial<Finding> = {}): Finding {
  return {
    code,
    rule: "a-rule",
    check: "drift",
    severity: "error",
    message: "m",
    hint: null,
    object: null,
    revision: null,
    file: null,
    line: null,
    column: null,
    fingerprint: code,
    suppressed: null,
    ...over,
  };
}

function target(status: CheckStatus, checks: [CheckId, CheckStatus][], findings: Finding[]): TargetFacts {
  return {
    status,
    findings,
    checks: checks.map(([id, of]) => ({ id, status: of, durationMs: 1, reason: null, data: {} })),
  };
}

function facts(over: Partial<ExitFacts> = {}): ExitFacts {
  return { targets: [], problems: [], strict: false, ...over };
}

const warning = finding("MF104", { severity: "warning" });
const accepted = finding("MC501", { suppressed: { kind: "config", reason: "PostGIS", until: null } });

test.each<[string, ExitFacts, ExitCode]>([
  ["nothing ran", facts(), 0],
  ["all passed", facts({ targets: [target("passed", [["drift", "passed"]], [])] }), 0],
  ["all skipped", facts({ targets: [target("skipped", [["drift", "skipped"]], [])] }), 0],
  ["a warning", facts({ targets: [target("passed", [], [warning])] }), 0],
  ["a warning under strict", facts({ strict: true, targets: [target("passed", [], [warning])] }), 1],
  ["a notice under strict", facts({ strict: true, problems: [finding("MX903", { severity: "notice" })] }), 0],
  ["an error", facts({ targets: [target("failed", [["drift", "failed"]], [finding("MC501")])] }), 1],
  ["a suppressed error", facts({ targets: [target("passed", [["drift", "passed"]], [accepted])] }), 0],
  [
    "a suppressed warning under strict",
    facts({ strict: true, problems: [{ ...accepted, severity: "warning" }] }),
    0,
  ],
  ["a failed check without a finding", facts({ targets: [target("failed", [["sql", "failed"]], [])] }), 1],
  ["a failed target without a check", facts({ targets: [target("failed", [], [])] }), 1],
  ["a check that could not be done", facts({ targets: [target("error", [["upgrade", "error"]], [])] }), 3],
  ["a target that could not be done", facts({ targets: [target("error", [], [])] }), 3],
  [
    "an error status that its finding explains",
    facts({ targets: [target("error", [["drift", "error"]], [finding("MX914")])] }),
    1,
  ],
  [
    "an error status whose finding is of another check",
    facts({ targets: [target("error", [["upgrade", "error"]], [finding("MC501")])] }),
    3,
  ],
  [
    "an error status with a suppressed finding",
    facts({ targets: [target("error", [["drift", "error"]], [accepted])] }),
    3,
  ],
  [
    "a missing extension",
    facts({ targets: [target("failed", [["drift", "failed"]], [finding("MX912")])] }),
    3,
  ],
  ["missing settings", facts({ targets: [target("error", [["drift", "error"]], [finding("MX913")])] }), 2],
  ["missing settings and an extension", facts({ problems: [finding("MX912"), finding("MX913")] }), 2],
  ["findings beside infrastructure", facts({ problems: [finding("MC501"), finding("MX912")] }), 3],
  ["a problem of the run", facts({ problems: [finding("MX902", { check: null })] }), 1],
  ["a configuration error", facts({ stopped: 2 }), 2],
  ["a bug beside findings", facts({ stopped: 70, problems: [finding("MC501"), finding("MX913")] }), 70],
  ["Ctrl-C beside findings", facts({ stopped: 130, problems: [finding("MC501"), finding("MX913")] }), 130],
  ["SIGTERM with nothing known", facts({ stopped: 143 }), 143],
])("exit code of %s", (_name, input, expected) => {
  expect(exitCodeFor(input)).toBe(expected);
});

test("of several codes the one that needs most attention wins", () => {
  const worstFirst: ExitCode[] = [70, 5, 4, 143, 130, 2, 3, 6, 1, 0];
  for (const [index, code] of worstFirst.entries()) {
    expect(worstExitCode(worstFirst.slice(index).toReversed())).toBe(code);
  }
  expect(worstExitCode([])).toBe(0);
});
