import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "ALTER TABLE orders ADD CONSTRAINT uq UNIQUE (shop_id, code) DEFERRABLE INITIALLY DEFERRED";
  expect(saidOfSql("MS213", example)).toEqual([
    [
      "10 table:public.orders.constraint:uq: Adding the unique constraint uq builds an index on orders under an ACCESS EXCLUSIVE lock: reads and writes wait.",
      "Build a unique index concurrently, and let the constraint take it over: that takes a moment.",
      "    with op.get_context().autocommit_block():",
      '        op.drop_index("uq_idx", "orders", postgresql_concurrently=True, if_exists=True)  # clears what a failed build left',
      '        op.create_index("uq_idx", "orders", ["shop_id", "code"], unique=True, postgresql_concurrently=True)',
      "    # the constraint takes it over, in the revision after that:",
      '    op.execute("ALTER TABLE orders ADD CONSTRAINT uq UNIQUE USING INDEX uq_idx DEFERRABLE INITIALLY DEFERRED")',
    ].join("\n"),
  ]);
});

it("keeps what the constraint says of NULL and of columns that come along", () => {
  const [said] = saidOfSql(
    "MS213",
    "ALTER TABLE orders ADD CONSTRAINT uq UNIQUE NULLS NOT DISTINCT (code) INCLUDE (note)",
  );
  expect(said).toContain(
    '["code"], unique=True, postgresql_nulls_not_distinct=True, postgresql_include=["note"]',
  );
});

it("has another way for a partitioned table", () => {
  const setup = "CREATE TABLE events (day date, code text) PARTITION BY RANGE (day)";
  const [said] = saidOfSql("MS213", {
    sql: "ALTER TABLE events ADD CONSTRAINT uq UNIQUE (day, code)",
    setup,
  });
  expect(said).toContain('op.execute("CREATE UNIQUE INDEX uq_idx ON ONLY events (day, code)")');
  expect(said).not.toContain("USING INDEX");
});

it("is silent on a new table, not on one of the same name elsewhere", () => {
  const sql = "CREATE TABLE archive.orders (code text); ALTER TABLE archive.orders ADD UNIQUE (code)";
  expect(saidOfSql("MS213", sql)).toEqual([]);
  expect(saidOfSql("MS213", sql.replace("archive.orders ADD", "public.orders ADD"))).toHaveLength(1);
});
