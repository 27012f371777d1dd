import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  expect(saidOfSql("MS214", "ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY (id)")).toEqual([
    [
      "10 table:public.orders.constraint:pk: Adding the primary key pk builds an index on orders under an ACCESS EXCLUSIVE lock: reads and writes wait.",
      "Prove NOT NULL, build a unique index concurrently, and let the key take it over.",
      "    # this revision",
      '    op.create_check_constraint("orders_id_not_null", "orders", "id IS NOT NULL", postgresql_not_valid=True)',
      "    # the next revision",
      '    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT orders_id_not_null")',
      '    op.alter_column("orders", "id", nullable=False)',
      '    op.drop_constraint("orders_id_not_null", "orders")',
      "    # then",
      "    with op.get_context().autocommit_block():",
      '        op.drop_index("pk_idx", "orders", postgresql_concurrently=True, if_exists=True)  # clears what a failed build left',
      '        op.create_index("pk_idx", "orders", ["id"], unique=True, postgresql_concurrently=True)',
      "    # the constraint takes it over, in the revision after that:",
      '    op.execute("ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY USING INDEX pk_idx")',
    ].join("\n"),
  ]);
});

it("proves nothing that is known", () => {
  const setup = "CREATE TABLE orders (id bigint NOT NULL)";
  const [said] = saidOfSql("MS214", { sql: "ALTER TABLE orders ADD PRIMARY KEY (id)", setup });
  expect(said).not.toContain("IS NOT NULL");
});

// squawk: adding-serial-primary-key-field.
it("sees a key that comes with a serial column", () => {
  const [said] = saidOfSql("MS214", "ALTER TABLE orders ADD COLUMN id bigserial PRIMARY KEY");
  expect(said).toContain('op.add_column("orders", sa.Column("id", sa.BigInteger()))');
});

it("uses the shorter proof of 18", () => {
  const [said] = saidOfSql("MS214", { sql: "ALTER TABLE orders ADD PRIMARY KEY (id)", postgres: 18 });
  expect(said).toContain("ADD CONSTRAINT orders_id_not_null NOT NULL id NOT VALID");
});
