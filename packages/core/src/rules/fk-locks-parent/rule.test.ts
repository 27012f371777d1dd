import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says that the parent waits, and what to write", () => {
  expect(saidOfSql("MS227", "CREATE TABLE notes (order_id bigint REFERENCES archive.orders (id))")).toEqual([
    [
      "10 table:public.notes.constraint:notes_order_id_fkey: The foreign key notes_order_id_fkey takes SHARE ROW EXCLUSIVE on archive.orders: writes to archive.orders wait until the commit.",
      "Make the wait for the lock short, and keep the transaction small.",
      "    op.execute(\"SET LOCAL lock_timeout = '2s'\")",
      '    op.create_foreign_key("notes_order_id_fkey", "notes", "orders", ["order_id"], ["id"], referent_schema="archive")',
    ].join("\n"),
  ]);
});

it("takes a new table of another schema for what it is", () => {
  const sql =
    "CREATE TABLE archive.orders (id bigint PRIMARY KEY); CREATE TABLE notes (id bigint REFERENCES public.orders)";
  expect(saidOfSql("MS227", sql)).toHaveLength(1);
});
