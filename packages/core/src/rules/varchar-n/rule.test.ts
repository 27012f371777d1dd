import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "CREATE TABLE countries (code text PRIMARY KEY, name varchar(80))";
  expect(saidOfSql("MS255", example)).toEqual([
    [
      "10 table:public.countries.column:name: countries.name is varchar(80): another limit will take an ACCESS EXCLUSIVE lock on countries, and reads and writes wait.",
      "Use text, with a check NOT VALID for the length.",
      '    # in op.create_table("countries", …)',
      '    sa.Column("name", sa.Text())',
      '    op.create_check_constraint("countries_name_length", "countries", "length(name) <= 80", postgresql_not_valid=True)',
    ].join("\n"),
  ]);
});
it("is silent for varchar without a limit", () => {
  expect(
    saidOfSql(
      "MS255",
      "CREATE TABLE countries (code text PRIMARY KEY, name varchar, title character varying)",
    ),
  ).toEqual([]);
});

it("sees a column that gets a limit", () => {
  expect(saidOfSql("MS255", "ALTER TABLE orders ALTER COLUMN note TYPE varchar(40)")).not.toEqual([]);
});
