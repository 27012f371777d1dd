import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "CREATE TABLE countries (code char(2) PRIMARY KEY, name text)";
  expect(saidOfSql("MS254", example)).toEqual([
    [
      "10 table:public.countries.column:code: countries.code is char(2): values are filled with blanks, and comparisons with text give surprises.",
      "Use text, and a check where the length matters.",
      '    # in op.create_table("countries", …)',
      '    sa.Column("code", sa.Text(), primary_key=True)',
    ].join("\n"),
  ]);
});
it("is silent for varchar, and for bpchar without a length", () => {
  expect(saidOfSql("MS254", "CREATE TABLE countries (code varchar(2) PRIMARY KEY, name bpchar)")).toEqual([]);
});

it("sees char, which is char(1)", () => {
  expect(saidOfSql("MS254", "ALTER TABLE orders ADD COLUMN kind char")).not.toEqual([]);
});

it("is silent for columns that come with LIKE", () => {
  expect(
    saidOfSql("MS254", {
      sql: "CREATE TABLE copies (LIKE countries INCLUDING ALL)",
      setup: "CREATE TABLE countries (code char(2) PRIMARY KEY)",
    }),
  ).toEqual([]);
});
