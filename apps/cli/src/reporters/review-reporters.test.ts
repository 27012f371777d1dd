import { gzipSync } from "node:zlib";
import Ajv04 from "ajv-draft-04";
import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import formats from "ajv-formats";
import { describe, expect, test } from "vitest";
import type { Finding, Report } from "@migrun/core";
import {
  finding,
  greenReport,
  redReport,
  reportOf,
  strictReport,
  target,
} from "../../test/sample-reports.ts";
import { explainEveryCode } from "../describe-code.ts";
import { createTheme } from "../theme.ts";
import { renderGitlab } from "./gitlab.ts";
import type { RenderOptions } from "./reporter.ts";
import { renderSarif } from "./sarif.ts";

const options: RenderOptions = {
  theme: createTheme({ color: false, unicode: true }),
  width: 100,
  verbosity: 0,
  why: explainEveryCode,
  pathPrefix: "backend/",
  codeScanning: false,
  randomToken: () => "token-1",
};

// A pattern of the schema (the one for languages) is none under the flag `u`.
const ajv = new Ajv04.default({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
const isSarif = ajv.compile(schema);

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number };
    };
  }[];
  readonly suppressions: readonly unknown[];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
}
interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { id: string; help: { text: string } }[] } };
  readonly automationDetails: { readonly id: string };
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[];
  }[];
  readonly results: readonly Result[];
}

/** The runs of a report, which the schema finds right. */
function runsOf(report: Report, over: Partial<RenderOptions> = {}): readonly Run[] {
  const log = JSON.parse(renderSarif(report, { ...options, ...over })) as { runs: readonly Run[] };
  isSarif(log);
  expect(isSarif.errors).toBeNull();
  return log.runs;
}

const lint = (line: number, over: Partial<Finding> = {}): Finding =>
  finding({
    code: "MF103",
    rule: "no-downgrade",
    check: "files",
    message: "Revision a1 has no downgrade().",
    hint: "Write it:\ndef downgrade():\n    op.drop_table('x')",
    file: "v/a b#1.py",
    line,
    fingerprint: `f${line}`,
    ...over,
  });

describe("sarif", () => {
  test("the schema itself refuses what is wrong", () => {
    expect(isSarif({ version: "2.1.0", runs: [{ tool: {} }] })).toBe(false);
    expect(isSarif({ version: "2.1.0", runs: [{ tool: { driver: { name: "x", rulez: [] } } }] })).toBe(false);
  });

  test("is a run per target, each a category of its own, and right by the schema", () => {
    const runs = runsOf(redReport());
    expect(runs.map((run) => [run.automationDetails.id, run.results.length])).toEqual([
      ["migrun/analytics/", 4],
      ["migrun/billing/", 1],
      ["migrun/orders/", 1],
      ["migrun/search/", 0],
      ["migrun/users/", 4],
    ]);
    for (const { tool, results } of runs) {
      for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    }
    expect(runsOf(greenReport()).flatMap((run) => run.results)).toEqual([]);
    expect(runsOf(strictReport())).toHaveLength(1);
  });

  test("a result, whole", () => {
    const [run] = runsOf(reportOf([target("users", { findings: [lint(7, { column: 5 })] })]));
    expect(run?.results).toEqual([
      {
        ruleId: "MF103",
        ruleIndex: 0,
        level: "error",
        message: {
          text: "Revision a1 has no downgrade().\n\nFix: Write it:\ndef downgrade():\n    op.drop_table('x')",
        },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "backend/v/a%20b%231.py", uriBaseId: "%SRCROOT%" },
              region: { startLine: 7, startColumn: 5 },
            },
          },
        ],
        partialFingerprints: { primaryLocationLineHash: "f7" },
        suppressions: [],
      },
    ]);
    expect(run?.tool.driver.rules).toMatchObject([
      {
        id: "MF103",
        name: "no-downgrade",
        help: { text: expect.stringContaining("Fix: ") as string },
        defaultConfiguration: { level: "error" },
        properties: { "problem.severity": "error" },
      },
    ]);
    expect(run?.tool.driver.rules[0]?.help.text).toContain("migrun explain MF103");
  });

  test("what has no line stands at the config, what has no file at all is a notification", () => {
    const drift = finding({ code: "MC501", message: "m", check: "drift", object: "table:public.a" });
    const noBase = finding({ code: "MX917", message: "no base", severity: "notice" });
    const config = "../shared/alembic.ini";
    const [whole, users] = runsOf(
      reportOf([target("users", { config, findings: [drift] })], { problems: [noBase] }),
    );
    expect(users?.results[0]?.locations[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: "shared/alembic.ini" },
      region: { startLine: 1 },
    });
    expect(whole?.results).toHaveLength(1);
    const [alone] = runsOf(
      reportOf([], { problems: [finding({ code: "MIGRUN_USAGE", message: "no command" })] }),
    );
    expect(alone?.results).toEqual([]);
    expect(alone?.invocations[0]?.toolExecutionNotifications[0]?.message.text).toBe("no command");
  });

  test("what is accepted is marked; on GitHub, where each would be an open alert, it is left out", () => {
    const by = (kind: "config" | "source" | "baseline", until: string | null) =>
      ({ suppressed: { kind, reason: "why", until } }) as const;
    const findings = [
      lint(1, by("source", "2027-01-01")),
      lint(2, by("config", null)),
      lint(3, by("baseline", null)),
    ];
    const report = reportOf([target("users", { findings })]);
    expect(runsOf(report)[0]?.results.flatMap(({ suppressions }) => suppressions)).toEqual([
      { kind: "inSource", status: "accepted", justification: "why (until 2027-01-01)" },
      { kind: "external", status: "accepted", justification: "why" },
      { kind: "external", status: "accepted", justification: "why" },
    ]);
    expect(runsOf(report, { codeScanning: true })[0]?.results).toEqual([]);
  });

  test("a target that could not be judged has no empty run, which would close its alerts", () => {
    const targets = [target("a", { status: "error" }), target("b"), target("c", { status: "skipped" })];
    expect(runsOf(reportOf(targets)).map((run) => run.automationDetails.id)).toEqual(["migrun/b/"]);
    expect(runsOf(reportOf(targets, { command: "files" }))[0]?.automationDetails.id).toBe("migrun-files/b/");
  });

  test("stays within the limits of code scanning", () => {
    const long = "x ".repeat(5000);
    const many = Array.from({ length: 5200 }, (_, index) =>
      lint(index + 1, { message: long, severity: index === 5199 ? "error" : "warning" }),
    );
    const report = reportOf([target("users", { findings: many })]);
    const [run] = runsOf(report);
    expect(run?.results).toHaveLength(5000);
    expect(run?.results[0]?.level).toBe("error");
    expect(run?.results[0]?.message.text.length).toBeLessThan(3100);
    expect(run?.invocations[0]?.toolExecutionNotifications[0]?.message.text).toContain("200 more results");
    expect(gzipSync(renderSarif(report, options)).length).toBeLessThan(10_000_000);
    const fleet = Array.from({ length: 20 }, (_, index) => target(`t${index}`, { findings: [lint(1)] }));
    expect(runsOf(reportOf(fleet)).map((one) => [one.automationDetails.id, one.results.length])).toEqual([
      ["migrun/", 20],
    ]);
  });

  test("takes any text", () => {
    const hostile = 'a\uD800 \u001B[31m {0} [x](http://e) "';
    const odd = lint(1, { message: hostile, file: "a:b/\uD800 %.py", object: "table:\u0000" });
    const [run] = runsOf(reportOf([target("x\uDC00/y", { findings: [odd] })]));
    expect(run?.results[0]?.message.text).not.toContain("\u001B");
    expect(run?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toMatch(
      /^backend\/a%3Ab\//u,
    );
  });
});

describe("gitlab", () => {
  const issuesOf = (report: Report) =>
    JSON.parse(renderGitlab(report, options)) as {
      description: string;
      fingerprint: string;
      location: { path: string; lines: { begin: number } };
    }[];

  test("nothing found is an empty list", () => {
    expect(renderGitlab(greenReport(), options)).toBe("[]\n");
  });

  test("an issue per finding that nobody accepted", () => {
    const accepted = lint(9, { suppressed: { kind: "config", reason: "r", until: null } });
    const report = reportOf([target("users", { findings: [lint(7), accepted] })], {
      problems: [
        finding({ code: "MX910", message: "stale\nmore", severity: "warning", rule: "stale-ignore" }),
      ],
    });
    expect(issuesOf(report)).toEqual([
      {
        description: "MX910 stale-ignore: stale",
        check_name: "MX910",
        fingerprint: "MX910-1",
        severity: "minor",
        location: { path: "backend/alembic.ini", lines: { begin: 1 } },
      },
      {
        description: "MF103 no-downgrade (users): Revision a1 has no downgrade().",
        check_name: "MF103",
        fingerprint: "f7",
        severity: "critical",
        location: { path: "backend/v/a b#1.py", lines: { begin: 7 } },
      },
    ]);
  });

  test("every finding of a red run has a path within the repository and a line", () => {
    const issues = issuesOf(redReport());
    expect(issues).toHaveLength(9);
    for (const { location, description } of issues) {
      expect(location.path).toMatch(/^backend\/[^.]/u);
      expect(location.lines.begin).toBeGreaterThan(0);
      expect(description).not.toMatch(/\n|\p{Control}/u);
    }
    const paths = issuesOf(reportOf([target("a", { findings: [lint(1, { file: "./x/../v/a.py" })] })]));
    expect(paths[0]?.location.path).toBe("backend/v/a.py");
  });
});
