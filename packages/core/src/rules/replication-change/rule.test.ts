import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what is locked and who is sent what, and offers a cheaper way", () => {
  expect(saidOfSql("MS294", "ALTER TABLE orders REPLICA IDENTITY FULL")).toEqual([
    [
      "10 table:public.orders: REPLICA IDENTITY FULL takes ACCESS EXCLUSIVE on orders, so reads and writes wait, and changes what its subscribers are sent.",
      "Agree on it with those who subscribe.",
      "    op.execute(\"SET LOCAL lock_timeout = '2s'\")",
      '    op.execute("ALTER TABLE orders REPLICA IDENTITY USING INDEX …")  # a unique index of NOT NULL columns',
    ].join("\n"),
  ]);
});

it("names the tables of a publication", () => {
  expect(saidOfSql("MS294", "CREATE PUBLICATION pub FOR TABLE orders, archive.users").join()).toContain(
    "The publication pub changes for orders, archive.users: its subscribers are sent other rows.",
  );
});

it("is silent on subscriptions and on another thing that is dropped", () => {
  for (const sql of ["DROP TABLE publication", "DROP TYPE pub"]) expect(saidOfSql("MS294", sql)).toEqual([]);
});
