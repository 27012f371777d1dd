import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "CREATE TABLE badges (id bigint PRIMARY KEY)";
  expect(saidOfSql("MS263", example)).toEqual([
    [
      "10 table:public.badges: badges is made in whatever schema the search path names first: on a database with another setting the code does not find it.",
      "Name the schema.",
      '    op.create_table("badges", …, schema="public")',
    ].join("\n"),
  ]);
});
it("is silent for temporary tables, which have a schema of their own", () => {
  expect(saidOfSql("MS263", "CREATE TEMPORARY TABLE badges (id bigint)")).toEqual([]);
});

it("is silent where the table is only used", () => {
  expect(saidOfSql("MS263", "INSERT INTO badges (id) VALUES (1) ON CONFLICT DO NOTHING")).toEqual([]);
});
