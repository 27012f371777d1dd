import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "CREATE TABLE badges (id bigserial PRIMARY KEY)";
  expect(saidOfSql("MS251", example)).toEqual([
    [
      "10 table:public.badges.column:id: badges.id is serial: an insert by a role without a grant on its sequence fails.",
      "Make it an identity column: the sequence is part of it.",
      '    # in op.create_table("badges", …)',
      '    sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True)',
    ].join("\n"),
  ]);
});
it("is silent for an integer that only takes from a sequence", () => {
  expect(
    saidOfSql("MS251", "CREATE TABLE badges (id bigint PRIMARY KEY DEFAULT nextval('badge_seq'))"),
  ).toEqual([]);
});

it("is silent for an identity column", () => {
  expect(saidOfSql("MS251", "ALTER TABLE orders ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY")).toEqual(
    [],
  );
});
