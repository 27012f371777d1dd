import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const SET = "ALTER TABLE orders ALTER COLUMN note SET NOT NULL";

it("says where it fails, and what to write", () => {
  expect(saidOfSql("MD410", SET)).toEqual([
    [
      "10 table:public.orders.column:note: Nothing gives the old rows of orders.note a value: SET NOT NULL fails in each database that has a NULL there.",
      "Give the column a default, fill the old rows in batches, then make it NOT NULL.",
      "    # this revision: a value for new rows",
      '    op.alter_column("orders", "note", server_default=…)',
      "    # then: the old rows, batch by batch, each with its own commit",
      '    op.execute("UPDATE orders SET note = … WHERE note IS NULL AND id BETWEEN … AND …")',
      "    # a later revision",
      '    op.alter_column("orders", "note", nullable=False)',
    ].join("\n"),
  ]);
});

it.each([
  ["an UPDATE of another column", "UPDATE orders SET total = 1 WHERE note IS NULL"],
  ["an UPDATE of another table", "UPDATE archive.orders SET note = ''"],
  ["a default of NULL", "ALTER TABLE orders ADD COLUMN note text DEFAULT NULL"],
  ["an OR", "ALTER TABLE orders ADD CONSTRAINT ck CHECK (note IS NOT NULL OR total > 0)"],
])("is not content with %s", (_, setup) => {
  expect(saidOfSql("MD410", { sql: SET, setup })).toHaveLength(1);
});

it("is not content with a DELETE of some rows", () => {
  expect(saidOfSql("MD410", `DELETE FROM orders WHERE total IS NULL; ${SET}`)).toHaveLength(1);
});

it("goes through the rows by the key of the table", () => {
  const setup = "CREATE TABLE orders (event_id bigint PRIMARY KEY, note text)";
  expect(saidOfSql("MD410", { sql: SET, setup })[0]).toContain("note IS NULL AND event_id BETWEEN … AND …");
});
