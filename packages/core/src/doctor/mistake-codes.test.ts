import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CODE_REGISTRY } from "../rules/registry.ts";
import { isMistakeCode, MISTAKE_CODES } from "./mistake-codes.ts";

const page = readFileSync(new URL("../../../../docs/guide/doctor.md", import.meta.url), "utf8");

test.each(Object.entries(MISTAKE_CODES))("%s is in the registry and in the guide", (code, info) => {
  expect(CODE_REGISTRY[code]).toMatchObject({ rule: info.rule, severity: info.severity });
  expect(page).toContain(`| ${code} | ${info.rule} |`);
  expect([isMistakeCode(code), isMistakeCode(info.rule)]).toEqual([true, true]);
});

test("codes of runs are none", () => {
  expect(["MX905", "upgrade-failed", "MG001"].map(isMistakeCode)).toEqual([false, false, false]);
});
