import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "CREATE TABLE inbox (id bigint PRIMARY KEY, body json)";
  expect(saidOfSql("MS252", example)).toEqual([
    [
      "10 table:public.inbox.column:body: inbox.body is json, which has no equality: SELECT DISTINCT, UNION and GROUP BY over inbox fail.",
      "Use jsonb. Keep json only where the text itself matters: blanks, order, repeated keys.",
      "    from sqlalchemy.dialects import postgresql",
      '    # in op.create_table("inbox", …)',
      '    sa.Column("body", postgresql.JSONB())',
    ].join("\n"),
  ]);
});
it("is silent where json becomes jsonb", () => {
  expect(
    saidOfSql("MS252", {
      sql: "ALTER TABLE orders ALTER COLUMN raw TYPE jsonb USING raw::jsonb",
      setup: "CREATE TABLE orders (raw json)",
    }),
  ).toEqual([]);
});

it("sees arrays of it", () => {
  expect(saidOfSql("MS252", "ALTER TABLE orders ADD COLUMN raw json[]").join("\n")).toContain(
    "postgresql.ARRAY(postgresql.JSONB())",
  );
});

it("is silent for a type of that name that somebody made", () => {
  expect(saidOfSql("MS252", "ALTER TABLE orders ADD COLUMN raw shop.json")).toEqual([]);
});
