import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits, and what to write", () => {
  const example = "ALTER TABLE orders ADD COLUMN channel text NOT NULL";
  expect(saidOfSql("MS231", example)).toEqual([
    [
      "10 table:public.orders.column:channel: orders.channel is NOT NULL without a default: the statement fails where orders has rows, and running code cannot insert.",
      "Give it a server default, or add it as nullable and make it NOT NULL when all rows have a value.",
      "    # this revision",
      '    op.add_column("orders", sa.Column("channel", sa.Text(), nullable=False, server_default="…"))',
      "    # after the last release that does not write the column, if the default is to go",
    ].join("\n"),
  ]);
});
