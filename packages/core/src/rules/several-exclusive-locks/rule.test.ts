import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "ALTER TABLE orders ADD COLUMN tax numeric; ALTER TABLE users ADD COLUMN vat text";
  expect(saidOfSql("MS272", example)).toEqual([
    [
      "10 table:public.users.column:vat: users is locked for reads and writes while orders still is: in one transaction, until the commit.",
      "Change one table in each revision.",
      "    # one revision for each line:",
      "    #   orders",
      "    #   users",
    ].join("\n"),
  ]);
});

it.each([
  ["drops a foreign key", "ALTER TABLE orders DROP CONSTRAINT fk"],
  ["drops a table with one", "DROP TABLE orders"],
  ["drops what is referenced", "DROP TABLE users CASCADE"],
  ["makes a partition", "CREATE TABLE days_2 PARTITION OF days FOR VALUES FROM (10) TO (20)"],
  ["attaches one", "ALTER TABLE days ATTACH PARTITION old_days FOR VALUES FROM (20) TO (30)"],
  ["empties what is referenced", "TRUNCATE users CASCADE"],
])("is silent where one change %s", (_, sql) => {
  expect(saidOfSql("MS272", { sql, setup: SHOP })).toEqual([]);
});

it("names what is locked together as one revision", () => {
  const sql = "ALTER TABLE orders DROP CONSTRAINT fk; ALTER TABLE shops ADD COLUMN vat text";
  const said = saidOfSql("MS272", { sql, setup: SHOP }).join();
  expect(said).toContain("shops is locked for reads and writes while orders still is");
  expect(said).toMatch(/#   orders, with users\n +#   shops$/);
});

it("follows a table under its new name", () => {
  const there = "ALTER TABLE billing.invoices SET SCHEMA public; ALTER TABLE invoices SET SCHEMA billing";
  expect(saidOfSql("MS272", there)).toEqual([]);
  expect(saidOfSql("MS272", `${there}; ALTER TABLE orders ADD COLUMN tax numeric`)).toHaveLength(1);
});

const SHOP = [
  "CREATE TABLE users (id bigint PRIMARY KEY)",
  "CREATE TABLE orders (id bigint, user_id bigint CONSTRAINT fk REFERENCES users)",
  "CREATE TABLE days (day int) PARTITION BY RANGE (day)",
  "CREATE TABLE days_default PARTITION OF days DEFAULT",
  "CREATE TABLE old_days (day int)",
].join(";");
