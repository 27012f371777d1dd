import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "DROP SCHEMA archive";
  expect(saidOfSql("MD405", example)).toEqual([
    [
      "10 schema:archive: Drops the schema archive: code that still names it fails, and the statement itself fails where something is left in it.",
      "Drop the tables of the schema one by one in revisions of their own, and the empty schema in a later release.",
      "    # first: a revision for each table in it, when no code uses it any more",
      "    # a later release",
      '    op.execute("DROP SCHEMA archive")',
    ].join("\n"),
  ]);
});
it("is silent where this history made the schema and emptied it", () => {
  expect(
    saidOfSql("MD405", {
      sql: "DROP SCHEMA sandbox",
      setup: "CREATE SCHEMA sandbox; CREATE TABLE sandbox.t (id bigint); DROP TABLE sandbox.t",
    }),
  ).toEqual([]);
});

it("sees what is left in it", () => {
  expect(
    saidOfSql("MD405", {
      sql: "DROP SCHEMA sandbox",
      setup: "CREATE SCHEMA sandbox; CREATE TABLE sandbox.t (id bigint)",
    }),
  ).not.toEqual([]);
});

it("sees CASCADE, which takes what nobody knows of", () => {
  expect(
    saidOfSql("MD405", { sql: "DROP SCHEMA sandbox CASCADE", setup: "CREATE SCHEMA sandbox" }).join("\n"),
  ).toContain("with every table in it");
});
