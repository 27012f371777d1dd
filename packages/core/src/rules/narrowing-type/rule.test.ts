import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = {
    sql: "ALTER TABLE orders ALTER COLUMN note TYPE varchar(30)",
    setup: "CREATE TABLE orders (note varchar(60))",
  };
  expect(saidOfSql("MS236", example)).toEqual([
    [
      "10 table:public.orders.column:note: Narrows orders.note from varchar(60) to varchar(30) under an ACCESS EXCLUSIVE lock on orders: the statement fails where a value does not fit, and running code still writes them.",
      "Forbid the values that do not fit with a check NOT VALID, mend the old rows, validate the check, and change the type after that.",
      "    # this revision",
      '    op.create_check_constraint("orders_note_fits", "orders", "length(note) <= 30", postgresql_not_valid=True)',
      "    # then mend the rows that do not fit, and in the next revision",
      '    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT orders_note_fits")',
      "    # a later release, as any change of type: a new column, both written, the old one dropped",
    ].join("\n"),
  ]);
});
it("says rounding where Postgres rounds without an error", () => {
  expect(
    saidOfSql("MS236", {
      sql: "ALTER TABLE orders ALTER COLUMN total TYPE numeric(10, 0)",
      setup: "CREATE TABLE orders (total numeric(10, 2))",
    }).join("\n"),
  ).toContain("rounded or cut");
});

it("sees digits that go where exact numbers become inexact ones", () => {
  expect(
    saidOfSql("MS236", {
      sql: "ALTER TABLE orders ALTER COLUMN total TYPE real",
      setup: "CREATE TABLE orders (total numeric(10, 2))",
    }).join("\n"),
  ).toContain("rounded or cut");
});

it("checks the range of integers", () => {
  expect(
    saidOfSql("MS236", {
      sql: "ALTER TABLE orders ALTER COLUMN batch TYPE smallint",
      setup: "CREATE TABLE orders (batch integer)",
    }).join("\n"),
  ).toContain("batch BETWEEN -32768 AND 32767");
});

it("is silent where the limit grows and USING is the same cast", () => {
  expect(
    saidOfSql("MS236", {
      sql: "ALTER TABLE orders ALTER COLUMN note TYPE varchar(50) USING note::varchar(50)",
      setup: "CREATE TABLE orders (note varchar(20))",
    }),
  ).toEqual([]);
});

it("leaves what USING cuts on purpose to the rule on lost values", () => {
  expect(
    saidOfSql("MS236", {
      sql: "ALTER TABLE orders ALTER COLUMN note TYPE varchar(20) USING left(note, 20)",
      setup: "CREATE TABLE orders (note text)",
    }),
  ).toEqual([]);
});

it("is silent where the old type is unknown: any change may narrow then", () => {
  expect(saidOfSql("MS236", "ALTER TABLE orders ALTER COLUMN note TYPE varchar(20)")).toEqual([]);
});
