import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const SETUP =
  "CREATE TABLE orders (id bigint, user_id bigint CONSTRAINT fk REFERENCES archive.users (id), shop_id bigint REFERENCES shops (id))";

it("says that the parent is locked too, and what to write", () => {
  expect(saidOfSql("MS223", { sql: "ALTER TABLE orders DROP CONSTRAINT fk", setup: SETUP })).toEqual([
    [
      "10 table:public.orders.constraint:fk: Dropping the foreign key fk takes ACCESS EXCLUSIVE on orders and archive.users: reads and writes wait.",
      "Drop one key in each revision, with a short `lock_timeout`.",
      "    op.execute(\"SET LOCAL lock_timeout = '2s'\")",
      '    op.drop_constraint("fk", "orders", type_="foreignkey")',
    ].join("\n"),
  ]);
});

it("names every parent of a table that goes", () => {
  const said = saidOfSql("MS223", { sql: "DROP TABLE orders", setup: SETUP });
  expect(said).toHaveLength(1);
  expect(said[0]).toContain("takes ACCESS EXCLUSIVE on orders and archive.users and shops:");
});

it("knows nothing of a constraint with another name", () => {
  expect(saidOfSql("MS223", "ALTER TABLE orders DROP CONSTRAINT ck_total")).toEqual([]);
  expect(saidOfSql("MS223", { sql: "ALTER TABLE archive.orders DROP CONSTRAINT fk", setup: SETUP })).toEqual(
    [],
  );
});

it("is silent on a parent that goes in the same statement", () => {
  const setup = "CREATE TABLE nodes (id bigint PRIMARY KEY, up bigint CONSTRAINT fk REFERENCES nodes (id))";
  expect(saidOfSql("MS223", { sql: "DROP TABLE nodes", setup })).toEqual([]);
  expect(saidOfSql("MS223", { sql: "DROP TABLE orders, shops, archive.users", setup: SETUP })).toEqual([]);
  expect(saidOfSql("MS223", { sql: "ALTER TABLE nodes DROP CONSTRAINT fk", setup }).join()).toContain(
    "takes ACCESS EXCLUSIVE on nodes: reads and writes wait.",
  );
});
