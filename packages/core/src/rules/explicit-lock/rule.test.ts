import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "LOCK TABLE orders; ALTER TABLE orders ADD COLUMN tax numeric";
  expect(saidOfSql("MS281", example)).toEqual([
    [
      "10 table:public.orders: LOCK TABLE takes ACCESS EXCLUSIVE on orders by hand: reads and writes wait until the commit.",
      "Leave it out. Where a foreign key follows, locking its parent first is right: that is not reported.",
      "    # without LOCK TABLE: the operation takes the lock that it needs",
      '    op.add_column("orders", sa.Column("tax", sa.Numeric()))',
    ].join("\n"),
  ]);
});

it("accepts the parent of a foreign key locked first, in the mode of the key and no stronger", () => {
  const key = "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID";
  expect(saidOfSql("MS281", `LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE; ${key}`)).toEqual([]);
  expect(saidOfSql("MS281", `LOCK TABLE users IN ACCESS EXCLUSIVE MODE; ${key}`)).toHaveLength(1);
  expect(saidOfSql("MS281", `LOCK TABLE carts IN SHARE ROW EXCLUSIVE MODE; ${key}`)).toHaveLength(1);
});
