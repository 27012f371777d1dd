import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = {
    sql: "ALTER TABLE orders ADD COLUMN boxes box_count",
    setup: "CREATE DOMAIN box_count AS integer CHECK (VALUE > 0)",
  };
  expect(saidOfSql("MS234", example)).toEqual([
    [
      "10 table:public.orders.column:boxes: The domain box_count of orders.boxes is checked in every row: orders is written anew under an ACCESS EXCLUSIVE lock, and reads and writes wait.",
      "Add the column with the base type, and the rule as a check NOT VALID that a later revision validates.",
      "    # this revision",
      '    op.add_column("orders", sa.Column("boxes", sa.Integer()))',
      '    op.create_check_constraint("orders_boxes_check", "orders", "boxes > 0", postgresql_not_valid=True)',
      "    # the next revision",
      '    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT orders_boxes_check")',
    ].join("\n"),
  ]);
});
it("sees the rule of a domain below the domain", () => {
  expect(
    saidOfSql("MS234", {
      sql: "ALTER TABLE orders ADD COLUMN boxes few",
      setup: "CREATE DOMAIN counted AS integer CHECK (VALUE > 0); CREATE DOMAIN few AS counted",
    }).join("\n"),
  ).toContain("sa.Integer()");
});

it("is silent for an array of the domain, which no row has", () => {
  expect(
    saidOfSql("MS234", {
      sql: "ALTER TABLE orders ADD COLUMN boxes counted[]",
      setup: "CREATE DOMAIN counted AS integer CHECK (VALUE > 0)",
    }),
  ).toEqual([]);
});

it("is silent for a domain of the same name in another schema", () => {
  expect(
    saidOfSql("MS234", {
      sql: "ALTER TABLE orders ADD COLUMN boxes public.counted",
      setup:
        "CREATE DOMAIN public.counted AS integer; CREATE DOMAIN archive.counted AS integer CHECK (VALUE > 0)",
    }),
  ).toEqual([]);
});
