import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = { sql: "ALTER TYPE order_state ADD VALUE 'held'", autocommit: true };
  expect(saidOfSql("MR506", example)).toEqual([
    [
      "10 type:public.order_state: The value held of order_state cannot be removed by a downgrade: that would write each table that uses the type anew under an ACCESS EXCLUSIVE lock.",
      "Let the downgrade leave the value in place: code that does not know it never writes it. Say so in the downgrade.",
      '    def downgrade() -> None:  # migrun: allow MR501 -- "held" stays in order_state, older code never writes it',
      "        pass",
    ].join("\n"),
  ]);
});
it("is silent for a type of this transaction: the downgrade drops it", () => {
  expect(
    saidOfSql("MR506", "CREATE TYPE order_state AS ENUM ('new'); ALTER TYPE order_state ADD VALUE 'held'"),
  ).toEqual([]);
});

it("sees a value that is put in its place", () => {
  expect(
    saidOfSql("MR506", { sql: "ALTER TYPE order_state ADD VALUE 'held' AFTER 'sent'", autocommit: true }),
  ).not.toEqual([]);
});
