import { expect, test } from "vitest";
import type { Report } from "@migrun/core";
import { check, finding, reportOf, target } from "../test/sample-reports.ts";
import { adoptionOf } from "./adoption.ts";

const UNKNOWN = { base: { ref: null, commit: null } };

function failing(
  count: number,
  newRevisions: number,
  over: Parameters<typeof finding>[0] = { code: "MC510", message: "m" },
) {
  const findings = Array.from({ length: count }, (_, index) => finding({ revision: `r${index}`, ...over }));
  return target("users", { status: "failed", revisions: 20, newRevisions, findings });
}

function commandOf(report: Report): string | null {
  return adoptionOf(report)?.command ?? null;
}

test.each<[string, Report, string | null]>([
  ["a green run", reportOf([target("users")]), null],
  ["one finding in the one new revision", reportOf([failing(1, 1)]), null],
  ["findings in more revisions than are new", reportOf([failing(2, 1)]), "migrun baseline"],
  ["a finding in a released revision", reportOf([failing(1, 0)]), "migrun baseline"],
  ["a drift of today", reportOf([failing(1, 0, { code: "MC501", message: "m", revision: null })]), null],
  [
    "many drifts",
    reportOf([failing(9, 0, { code: "MC501", message: "m", revision: null })]),
    "migrun baseline",
  ],
  ["a few without a base", reportOf([failing(8, 20)], UNKNOWN), null],
  ["many without a base", reportOf([failing(9, 20)], UNKNOWN), "migrun baseline"],
  ["what cannot be accepted", reportOf([failing(9, 0, { code: "MX905", message: "m" })]), null],
  ["a single check", reportOf([failing(9, 0)], { command: "drift" }), null],
  [
    "a run that judged released revisions",
    reportOf([
      {
        ...failing(9, 0),
        checks: [check("files", "failed", { data: { judged: 20, released: 0 } })],
      },
    ]),
    "migrun baseline --all-revisions",
  ],
  [
    "a baseline that is there",
    reportOf([failing(9, 0)], {
      baseline: { file: "b.json", entries: 0, accepted: 0, unneeded: [], changes: null },
    }),
    null,
  ],
])("%s", (_what, report, command) => {
  expect(commandOf(report)).toBe(command);
});

test("says how many can be accepted", () => {
  const some = target("users", {
    status: "failed",
    newRevisions: 0,
    findings: [
      finding({ code: "MC510", message: "m", revision: "a1" }),
      finding({ code: "MX905", message: "m" }),
    ],
  });
  expect(adoptionOf(reportOf([some]))?.line).toBe(
    "1 finding of 2 can be accepted as it is, into migrun-baseline.json: then only what is new fails.",
  );
});
