import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const LOOP = (table: string): string[] => [
  "    with op.get_context().autocommit_block():",
  "        bind = op.get_bind()",
  `        high = bind.scalar(sa.text("SELECT coalesce(max(id), 0) FROM ${table}"))`,
  "        for low in range(0, high, 10_000):",
  `            bind.execute(sa.text("DELETE FROM ${table} WHERE id > :low AND id <= :low + 10000"), {"low": low})`,
];

it("names the tables that are emptied too", () => {
  const setup =
    "CREATE TABLE orders (id bigint PRIMARY KEY); CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint REFERENCES orders ON DELETE SET NULL)";
  expect(saidOfSql("MD404", { setup, sql: "TRUNCATE orders CASCADE" })).toEqual([
    [
      "10 table:public.orders: Empties orders and lines: reads and writes of all of them wait, and their data is gone.",
      "Name what is to be emptied, table by table, children first.",
      "    # first the tables whose foreign keys lead to it",
      ...LOOP("lines"),
      "    # then the table itself",
      ...LOOP("orders"),
    ].join("\n"),
  ]);
});

it("is said once of several tables", () => {
  expect(saidOfSql("MD404", "TRUNCATE orders, users CASCADE")).toHaveLength(1);
});

it("says that it is more where the database is unknown", () => {
  expect(saidOfSql("MD404", "TRUNCATE orders CASCADE")[0]).toContain(
    "every table with a foreign key to them",
  );
});
