import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "ALTER TABLE orders ADD COLUMN public_id uuid DEFAULT gen_random_uuid()";
  expect(saidOfSql("MS230", example)).toEqual([
    [
      "10 table:public.orders.column:public_id: The default of orders.public_id calls gen_random_uuid for each row: orders is written anew under an ACCESS EXCLUSIVE lock, and reads and writes wait.",
      "Add the column without a default, set the default after it, and fill the old rows in batches.",
      "    # this revision",
      '    op.add_column("orders", sa.Column("public_id", sa.UUID()))',
      '    op.alter_column("orders", "public_id", server_default=sa.text("gen_random_uuid()"))',
      "    # the next revision: fill the old rows in batches, each committed on its own",
    ].join("\n"),
  ]);
});
