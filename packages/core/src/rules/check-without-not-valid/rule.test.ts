import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "ALTER TABLE archive.orders ADD CONSTRAINT ck CHECK (total >= 0 AND kind IN ('a', 'b'))";
  expect(saidOfSql("MS212", example)).toEqual([
    [
      "10 table:archive.orders.constraint:ck: Adding the check ck reads all of archive.orders under an ACCESS EXCLUSIVE lock: reads and writes wait.",
      "Add the check as NOT VALID, and validate it in a later revision: that lets reads and writes go on.",
      "    # this revision",
      '    op.create_check_constraint("ck", "orders", "total >= 0 AND kind IN (\'a\', \'b\')", schema="archive", postgresql_not_valid=True)',
      "    # the next revision",
      '    op.execute("ALTER TABLE archive.orders VALIDATE CONSTRAINT ck")',
    ].join("\n"),
  ]);
});

// squawk sees only ADD CONSTRAINT; eugene#110.
it("sees a check that comes with a column, and takes the two apart", () => {
  const [said] = saidOfSql(
    "MS212",
    "ALTER TABLE orders ADD COLUMN floor integer DEFAULT 1 NOT NULL CHECK (floor > 0)",
  );
  expect(said).toContain(
    [
      '    op.add_column("orders", sa.Column("floor", sa.Integer(), nullable=False, server_default=sa.text("1")))',
      '    op.create_check_constraint("orders_floor_check", "orders", "floor > 0", postgresql_not_valid=True)',
    ].join("\n"),
  );
});

it("is silent on words in a text, and on a table of the same name that is new", () => {
  const sql = "CREATE TABLE archive.orders (id bigint); ALTER TABLE archive.orders ADD CHECK (id > 0)";
  expect(saidOfSql("MS212", sql)).toEqual([]);
  expect(saidOfSql("MS212", "COMMENT ON TABLE orders IS 'ADD CHECK (total > 0)'")).toEqual([]);
  expect(saidOfSql("MS212", sql.replace("archive.orders ADD", "public.orders ADD"))).toHaveLength(1);
});
