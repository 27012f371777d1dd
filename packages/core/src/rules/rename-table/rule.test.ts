import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "ALTER TABLE orders RENAME TO purchases";
  expect(saidOfSql("MS239", example)).toEqual([
    [
      "10 table:public.orders: Renames orders to purchases under an ACCESS EXCLUSIVE lock: running code that still says orders fails on every read and write.",
      "Make a view with the old name in the same transaction: a view of one table can be written too. Drop it in a later release. Or change only the model.",
      "    # this revision",
      '    op.rename_table("orders", "purchases")',
      '    op.execute("CREATE VIEW orders AS SELECT * FROM purchases")',
      "    # a release after the last one that says the old name",
      '    op.execute("DROP VIEW orders")',
    ].join("\n"),
  ]);
});
it("is silent where a view has the old name at the commit", () => {
  expect(
    saidOfSql(
      "MS239",
      "ALTER TABLE orders RENAME TO purchases; CREATE OR REPLACE VIEW public.orders AS SELECT * FROM purchases",
    ),
  ).toEqual([]);
});

it("wants the view in the same transaction", () => {
  expect(
    saidOfSql("MS239", {
      sql: "ALTER TABLE orders RENAME TO purchases; CREATE VIEW orders AS SELECT * FROM purchases",
      autocommit: true,
    }),
  ).not.toEqual([]);
});

it("is silent for the old table of a swap, and not for the one that loses its name", () => {
  expect(
    saidOfSql(
      "MS239",
      "ALTER TABLE orders RENAME TO orders_old; ALTER TABLE orders_new RENAME TO orders",
    ).join("\n"),
  ).toContain("Renames orders_new to orders");
});

it("leaves views to another rule", () => {
  expect(
    saidOfSql("MS239", {
      sql: "ALTER TABLE open_orders RENAME TO orders_open",
      setup: "CREATE VIEW open_orders AS SELECT 1 AS one",
    }),
  ).toEqual([]);
});
