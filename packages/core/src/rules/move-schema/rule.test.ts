import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "ALTER TABLE orders SET SCHEMA archive";
  expect(saidOfSql("MS245", example)).toEqual([
    [
      "10 table:public.orders: Moves orders to the schema archive under an ACCESS EXCLUSIVE lock: running code that still says orders fails on every read and write.",
      "Leave a view under the old name, or make the new object beside the old one, write both, and drop the old one in a later release.",
      "    # this revision",
      '    op.execute("ALTER TABLE orders SET SCHEMA archive")',
      '    op.execute("CREATE VIEW orders AS SELECT * FROM archive.orders")',
      "    # a release after the last one that says the old name",
      '    op.execute("DROP VIEW orders")',
    ].join("\n"),
  ]);
});
it("is silent where a view stays under the old name", () => {
  expect(
    saidOfSql(
      "MS245",
      "ALTER TABLE orders SET SCHEMA archive; CREATE VIEW public.orders AS SELECT * FROM archive.orders",
    ),
  ).toEqual([]);
});

it("is silent for a schema that is made again under its name", () => {
  expect(saidOfSql("MS245", "ALTER SCHEMA archive RENAME TO archive_old; CREATE SCHEMA archive")).toEqual([]);
});

it("sees types and functions", () => {
  expect(saidOfSql("MS245", "ALTER TYPE order_state SET SCHEMA archive").join("\n")).toContain(
    "Moves the type order_state to the schema archive",
  );
});

it("is silent where a table goes there and back", () => {
  const there = "ALTER TABLE billing.invoices SET SCHEMA public";
  expect(saidOfSql("MS245", `${there}; ALTER TABLE invoices SET SCHEMA billing`)).toEqual([]);
  // Nobody outside saw the name between.
  const on = saidOfSql("MS245", `${there}; ALTER TABLE invoices SET SCHEMA archive`);
  expect(on).toHaveLength(1);
  expect(on.join()).toContain("Moves billing.invoices to the schema public");
});
