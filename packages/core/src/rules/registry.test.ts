import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RUN_CODES } from "../findings/codes.ts";
import { FILE_RULES } from "./file-rules.ts";
import { GRAPH_RULES } from "./graph-rules.ts";
import { judge } from "./judge.test-data.ts";
import { judgeSql } from "./judge-sql.test-data.ts";
import { RULE_CODES } from "./rule-codes.ts";
import { SQL_RULES } from "./sql-rules.ts";

const RULES = [...GRAPH_RULES, ...FILE_RULES];
const ALL = [...RULES, ...SQL_RULES];

it("has every rule folder, each with a test", () => {
  const here = new URL(".", import.meta.url);
  const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(ALL.map(({ name }) => name).toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
  for (const { name } of folders) expect(readdirSync(new URL(`${name}/`, here))).toContain("rule.test.ts");
});

it("never uses a code or a name twice", () => {
  const codes = [...ALL.map(({ code }) => code), ...Object.keys(RUN_CODES)];
  const names = [...ALL.map(({ name }) => name), ...Object.values(RUN_CODES).map(({ rule }) => rule)];
  expect(new Set(codes).size).toBe(codes.length);
  expect(new Set(names).size).toBe(names.length);
});

it.each(ALL)("$code is known to every command as it is written", ({ code, name, severity, docs }) => {
  expect(RULE_CODES[code]).toMatchObject({ rule: name, severity, what: docs.what });
});

describe.each(RULES)("$code $name", (rule) => {
  const codesOf = (example: (typeof rule.examples.bad)[number]): string[] =>
    judge(example).map(({ code }) => code);
  it("says what, why and how, in sentences", () => {
    for (const text of Object.values(rule.docs)) expect(text).toMatch(/^[A-Z`].*\.$/);
  });
  it("fires on each bad example", () => {
    expect(rule.examples.bad.length).toBeGreaterThan(0);
    for (const example of rule.examples.bad) expect(codesOf(example)).toContain(rule.code);
  });
  it("is silent on each good example", () => {
    expect(rule.examples.good.length).toBeGreaterThan(0);
    for (const example of rule.examples.good) expect(codesOf(example)).not.toContain(rule.code);
  });
  it("gives every finding a place and a next step", () => {
    for (const finding of rule.examples.bad.flatMap((example) => judge(example))) {
      if (finding.code !== rule.code) continue;
      expect(finding).toMatchObject({
        file: expect.any(String),
        line: expect.any(Number),
        hint: expect.any(String),
      });
      expect(finding.message).not.toContain("/repo");
    }
  });
});

describe.each(SQL_RULES)("$code $name", (rule) => {
  const { bad, good } = rule.examples;
  it("says what, why and how, in sentences", () => {
    for (const text of Object.values(rule.docs)) expect(text).toMatch(/^[A-Z`].*\.$/);
  });
  it("fires on each bad example, with a place and a next step", () => {
    expect(bad.length).toBeGreaterThan(0);
    for (const example of bad) {
      const found = judgeSql(example).filter(({ code }) => code === rule.code);
      expect(found, JSON.stringify(example)).not.toEqual([]);
      for (const finding of found) {
        expect(finding.message).toMatch(/^\S.*\.$/);
        expect(finding).toMatchObject({
          file: "versions/a1.py",
          line: expect.any(Number),
          hint: expect.any(String),
        });
      }
    }
  });
  it("is silent on each good example", () => {
    expect(good.length).toBeGreaterThan(0);
    for (const example of good) {
      const codes = judgeSql(example).map(({ code }) => code);
      expect(codes, JSON.stringify(example)).not.toContain(rule.code);
      if (rule.code !== "MS298") expect(codes, JSON.stringify(example)).not.toContain("MS298");
    }
  });
});
