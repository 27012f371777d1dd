import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits for the rows, and divides the revision", () => {
  const example = "ALTER TABLE orders ADD COLUMN tax numeric; UPDATE orders SET tax = 0";
  expect(saidOfSql("MS274", example)).toEqual([
    [
      "10 table:public.orders: Changes rows of orders in the transaction that locks orders (ACCESS EXCLUSIVE): reads and writes wait for all of them.",
      "One revision for the schema, one for the data, in batches.",
      "    # this revision",
      '    op.add_column("orders", sa.Column("tax", sa.Numeric()))',
      "    # the next revision",
      "    with op.get_context().autocommit_block():",
      "        bind = op.get_bind()",
      '        high = bind.scalar(sa.text("SELECT coalesce(max(id), 0) FROM orders"))',
      "        for low in range(0, high, 10_000):",
      '            bind.execute(sa.text("UPDATE orders SET tax = 0 WHERE id > :low AND id <= :low + 10000"), {"low": low})',
    ].join("\n"),
  ]);
});

it("is said where the rows come first too, with the rows in the first revision", () => {
  const example =
    "UPDATE orders SET note = '' WHERE note IS NULL; ALTER TABLE orders ALTER COLUMN note SET NOT NULL";
  const [said = ""] = saidOfSql("MS274", example);
  expect(said).toContain("each row stays locked while it waits for that lock");
  expect(said.indexOf("UPDATE orders SET")).toBeLessThan(said.indexOf("nullable=False"));
});

// strong_migrations asks for it by text alone.
it("is silent on a batch and on one row", () => {
  const alter = "ALTER TABLE orders ALTER COLUMN note SET DEFAULT ''";
  expect(saidOfSql("MS274", `UPDATE orders SET note = '' WHERE id BETWEEN 1 AND 500; ${alter}`)).toEqual([]);
  expect(saidOfSql("MS274", `UPDATE orders SET note = '' WHERE id = 1; ${alter}`)).toEqual([]);
});
