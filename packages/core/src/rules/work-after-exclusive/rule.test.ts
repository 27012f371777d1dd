import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says which table is closed meanwhile, and divides the revision", () => {
  const example = "ALTER TABLE orders ADD COLUMN tax numeric;\nCREATE INDEX ix_orders_tax ON orders (tax)";
  expect(saidOfSql("MS273", example)).toEqual([
    [
      "11 index:public.ix_orders_tax: Builds ix_orders_tax on orders while orders is locked (ACCESS EXCLUSIVE, line 10): reads and writes of it wait until the commit.",
      "Put the work into a revision of its own.",
      "    # this revision",
      '    op.add_column("orders", sa.Column("tax", sa.Numeric()))',
      "    # the next revision",
      "    with op.get_context().autocommit_block():",
      '        op.drop_index("ix_orders_tax", "orders", postgresql_concurrently=True, if_exists=True)  # clears what a failed build left',
      '        op.create_index("ix_orders_tax", "orders", ["tax"], postgresql_concurrently=True)',
    ].join("\n"),
  ]);
});

// eugene's E4 speaks of every statement behind a lock.
it("is silent on statements that cost nothing behind the lock (eugene E4)", () => {
  const cheap =
    "ALTER TABLE orders ADD COLUMN a text; ALTER TABLE orders ADD COLUMN b text; COMMENT ON TABLE orders IS 'x'; GRANT SELECT ON orders TO PUBLIC";
  expect(saidOfSql("MS273", cheap)).toEqual([]);
});

// django-migration-linter's CREATE_INDEX_EXCLUSIVE.
it("is silent on the index of a table that is new (DML#264)", () => {
  const sql =
    "ALTER TABLE orders ADD COLUMN coupon_id bigint; CREATE TABLE coupons (id bigint, code text); CREATE INDEX ix_coupons_code ON coupons (code)";
  expect(saidOfSql("MS273", sql)).toEqual([]);
});

it("adds a key as NOT VALID", () => {
  const sql =
    'ALTER TABLE orders ADD COLUMN user_id bigint; ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES "user" (id)';
  const [said] = saidOfSql("MS273", sql);
  expect(said).toContain("Checks fk on every row of orders while orders is locked");
  expect(said).toContain("postgresql_not_valid=True");
});

it("says of a key that its index is built", () => {
  const sql =
    "ALTER TABLE orders DROP COLUMN note; ALTER TABLE orders ADD CONSTRAINT orders_ref_uq UNIQUE (ref)";
  expect(saidOfSql("MS273", sql)[0]).toContain(
    "Builds the index of orders_ref_uq on orders while orders is locked",
  );
});

it("validates before the lock, as the safe order has it", () => {
  const sql =
    "ALTER TABLE orders VALIDATE CONSTRAINT orders_user_nn; ALTER TABLE orders ALTER COLUMN user_id SET NOT NULL; ALTER TABLE orders DROP CONSTRAINT orders_user_nn";
  const setup =
    "CREATE TABLE orders (user_id bigint); ALTER TABLE orders ADD CONSTRAINT orders_user_nn CHECK (user_id IS NOT NULL) NOT VALID";
  expect(saidOfSql("MS273", { setup, sql })).toEqual([]);
});

it("knows that outside of transactions the lock is gone", () => {
  const sql = "ALTER TABLE orders ADD COLUMN tax numeric; CREATE INDEX ix ON orders (tax)";
  expect(saidOfSql("MS273", { sql, autocommit: true })).toEqual([]);
});
