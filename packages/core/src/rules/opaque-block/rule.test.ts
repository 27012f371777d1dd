import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const BLOCK = "DO $$ BEGIN ALTER TABLE orders ADD COLUMN tax numeric; END $$";

it("says what is not seen, and how to have it accepted", () => {
  expect(saidOfSql("MS297", BLOCK)).toEqual([
    [
      "10 null: Nobody sees what the DO block locks and changes before it runs.",
      "Write the operations themselves, and conditions in Python. Where the block has to stay, say in a comment what it does.",
      "    # the operations themselves, each as one op.… call; for what may be there already:",
      "    #   IF EXISTS, IF NOT EXISTS, or a condition in Python on sa.inspect(op.get_bind())",
      "    # where the block stays, at its line:",
      "    #   # migrun: allow MS297 -- which tables it locks, and why it cannot be operations",
    ].join("\n"),
  ]);
});

it("says what the server was seen to do", () => {
  const traced = { sql: BLOCK, traces: [{ locks: { "public.orders": "AccessExclusive" } as const }] };
  expect(saidOfSql("MS297", traced)[0]).toContain(
    "on the database of the check it took ACCESS EXCLUSIVE on orders.",
  );
});

it("does not say that nothing was locked where the transaction had the lock already", () => {
  const constraint = { name: "fk", table: "public.orders", kind: "foreign-key", validated: true } as const;
  expect(saidOfSql("MS297", { sql: BLOCK, traces: [{ constraints: [constraint] }] })[0]).toContain(
    "it worked on tables that the transaction had locked before.",
  );
});
