import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "CREATE DOMAIN pct AS numeric CHECK (VALUE BETWEEN 0 AND 100)";
  expect(saidOfSql("MS259", example)).toEqual([
    [
      "10 type:public.pct: The rule of the domain pct holds for all columns at once: each later change reads every table that uses it under a SHARE lock, and writes wait.",
      "Give the columns the base type, and each table a check of its own.",
      "    # for each column of it, with its own name",
      '    sa.Column("pct", sa.Numeric(), sa.CheckConstraint("pct BETWEEN 0 AND 100"))',
    ].join("\n"),
  ]);
});
it("is silent for a domain that only has a name and a default", () => {
  expect(saidOfSql("MS259", "CREATE DOMAIN tag AS text COLLATE \"C\" DEFAULT ''")).toEqual([]);
});

it("shows the rules of both domains, NOT NULL too", () => {
  expect(
    saidOfSql("MS259", {
      sql: "CREATE DOMAIN few AS counted NOT NULL",
      setup: "CREATE DOMAIN counted AS integer CHECK (VALUE > 0 OR VALUE = -1)",
    }).join("\n"),
  ).toContain("(few > 0 OR few = -1) AND (few IS NOT NULL)");
});

it("sees a domain over one with a rule", () => {
  expect(
    saidOfSql("MS259", {
      sql: "CREATE DOMAIN few AS counted",
      setup: "CREATE DOMAIN counted AS integer CHECK (VALUE > 0)",
    }),
  ).not.toEqual([]);
});
