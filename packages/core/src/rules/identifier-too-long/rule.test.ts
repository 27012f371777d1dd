import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example =
    "ALTER TABLE orders ADD COLUMN customer_reference_of_the_previous_order_before_the_last_migration_ran text";
  expect(saidOfSql("MS256", example)).toEqual([
    [
      "10 null: The name customer_reference_of_the_previous_order_before_the_last_migration_ran has 70 bytes: Postgres keeps the first 63, customer_reference_of_the_previous_order_before_the_last_migrat, so the model and the downgrade name something else.",
      "Choose a shorter name, or let a naming convention of SQLAlchemy make one that fits.",
      '    # "customer_reference_of_the_previous_order_before_the_last_migrat" is what the database would have: choose a name of at most 63 bytes',
    ].join("\n"),
  ]);
});
it("lets 63 bytes pass", () => {
  expect(
    saidOfSql("MS256", {
      sql: "CREATE INDEX CONCURRENTLY invoice_customer_id_issued_on_currency_reference_batch_look_idx ON orders (id)",
      autocommit: true,
    }),
  ).toEqual([]);
});

it("counts bytes, not letters", () => {
  expect(
    saidOfSql("MS256", 'ALTER TABLE orders ADD COLUMN "åååååååååååååååååååååååååååååååå" text').join("\n"),
  ).toContain("has 64 bytes");
});

it("is silent for long texts", () => {
  expect(
    saidOfSql(
      "MS256",
      "INSERT INTO notes (text) VALUES ('invoice_customer_id_issued_on_currency_reference_batch_lookup_idx_invoice')",
    ),
  ).toEqual([]);
});
