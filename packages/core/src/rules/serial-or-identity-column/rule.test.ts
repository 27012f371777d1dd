import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "ALTER TABLE orders ADD COLUMN seq bigserial";
  expect(saidOfSql("MS232", example)).toEqual([
    [
      "10 table:public.orders.column:seq: The serial column orders.seq numbers every row: orders is written anew under an ACCESS EXCLUSIVE lock, and reads and writes wait.",
      "Add a nullable column, take new numbers from a sequence, and number the old rows in batches.",
      "    # this revision",
      '    op.add_column("orders", sa.Column("seq", sa.BigInteger()))',
      '    op.execute("CREATE SEQUENCE orders_seq_seq")',
      '    op.alter_column("orders", "seq", server_default=sa.text("nextval(\'orders_seq_seq\')"))',
      "    # the next revision: number the old rows in batches, each committed on its own",
      "    # then prove NOT NULL with a check, and build a unique index concurrently, where they are needed",
    ].join("\n"),
  ]);
});
it("is silent where the sequence is only a default: another rule has that", () => {
  expect(
    saidOfSql("MS232", "ALTER TABLE orders ADD COLUMN ticket bigint DEFAULT nextval('ticket_seq')"),
  ).toEqual([]);
});

it("judges the table of the right schema", () => {
  expect(
    saidOfSql("MS232", "CREATE TABLE archive.orders (id bigint); ALTER TABLE orders ADD COLUMN seq serial"),
  ).not.toEqual([]);
});

it("takes the guess back where a server did not write the table anew", () => {
  expect(
    saidOfSql("MS232", { sql: "ALTER TABLE orders ADD COLUMN seq bigserial", traces: [{ rewrites: [] }] }),
  ).toEqual([]);
});
