import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = {
    sql: "ALTER TYPE order_state ADD VALUE 'held'",
    setup: "CREATE TYPE order_state AS ENUM ('new', 'sent')",
    autocommit: true,
  };
  expect(saidOfSql("MS258", example)).toEqual([
    [
      "10 type:public.order_state: held becomes the last value of order_state: ORDER BY and comparisons put it after all others. No table is locked.",
      "Say its place with BEFORE or AFTER.",
      "    with op.get_context().autocommit_block():",
      "        op.execute(\"ALTER TYPE order_state ADD VALUE IF NOT EXISTS 'held' AFTER 'sent'\")",
    ].join("\n"),
  ]);
});
it("is silent for a type of this transaction", () => {
  expect(
    saidOfSql("MS258", "CREATE TYPE order_state AS ENUM ('new'); ALTER TYPE order_state ADD VALUE 'held'"),
  ).toEqual([]);
});

it("is silent where the place is said", () => {
  expect(
    saidOfSql("MS258", { sql: "ALTER TYPE order_state ADD VALUE 'held' AFTER 'sent'", autocommit: true }),
  ).toEqual([]);
});
