import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = {
    sql: "ALTER DOMAIN code ADD CONSTRAINT short CHECK (length(VALUE) < 20)",
    setup: "CREATE DOMAIN code AS text; CREATE TABLE tags (id bigint PRIMARY KEY, code code)",
  };
  expect(saidOfSql("MS260", example)).toEqual([
    [
      "10 type:public.code: The new rule of the domain code reads tags under SHARE locks: writes wait until the commit.",
      "Add it as a check NOT VALID, and validate it in a later revision of its own.",
      "    # this revision",
      '    op.execute("ALTER DOMAIN code ADD CONSTRAINT short CHECK (length(value) < 20) NOT VALID")',
      "    # a revision of its own, at a quiet hour: it reads the tables too",
      '    op.execute("ALTER DOMAIN code VALIDATE CONSTRAINT short")',
    ].join("\n"),
  ]);
});
it("is silent for a domain of this history that no table uses", () => {
  expect(
    saidOfSql("MS260", { sql: "ALTER DOMAIN code SET NOT NULL", setup: "CREATE DOMAIN code AS text" }),
  ).toEqual([]);
});

it("sees a table that this transaction gave a column of a new domain", () => {
  expect(
    saidOfSql(
      "MS260",
      "CREATE DOMAIN code AS text; ALTER TABLE tags ADD COLUMN code code; ALTER DOMAIN code SET NOT NULL",
    ).join("\n"),
  ).toContain("reads tags");
});

it("is silent for VALIDATE, which is the way", () => {
  expect(saidOfSql("MS260", "ALTER DOMAIN code VALIDATE CONSTRAINT short")).toEqual([]);
});
