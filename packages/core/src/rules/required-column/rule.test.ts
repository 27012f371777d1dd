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
      '    op.alter_column("orders", "channel", server_default=None)',
    ].join("\n"),
  ]);
});

it.each(["DELETE FROM orders", "TRUNCATE orders", "DELETE FROM old; ALTER TABLE old RENAME TO orders"])(
  "speaks of no rows after %s",
  (empties) => {
    const add = "ALTER TABLE orders ADD COLUMN channel text NOT NULL";
    expect(saidOfSql("MS231", `${empties}; ${add}`)[0]).toContain(
      "without a default: running code cannot insert.",
    );
    const filled = `${empties}; INSERT INTO orders (id) VALUES (1); ${add}`;
    expect(saidOfSql("MS231", filled)[0]).toContain("the statement fails where orders has rows");
  },
);
