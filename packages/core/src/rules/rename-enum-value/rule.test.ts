import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "ALTER TYPE archive.order_state RENAME VALUE 'lost' TO 'it''s gone'";
  expect(saidOfSql("MS246", example)).toEqual([
    [
      "10 type:archive.order_state: Renames the value lost of archive.order_state to it's gone: running code that writes lost, or reads it's gone, fails. No table is locked.",
      "Add the new value, let all code read both, move the rows in batches, and stop using the old one.",
      "    # this revision",
      "    with op.get_context().autocommit_block():",
      "        op.execute(\"ALTER TYPE archive.order_state ADD VALUE IF NOT EXISTS 'it''s gone'\")",
      "    # this release reads lost and it's gone, and still writes lost",
      "    # the next release writes it's gone; its revision moves the rows in batches, each committed on its own",
    ].join("\n"),
  ]);
});
it("is silent for a type of this transaction", () => {
  expect(
    saidOfSql("MS246", "CREATE TYPE colour AS ENUM ('rd'); ALTER TYPE colour RENAME VALUE 'rd' TO 'red'"),
  ).toEqual([]);
});

it("sees a type of the same name in another schema", () => {
  expect(
    saidOfSql(
      "MS246",
      "CREATE TYPE archive.colour AS ENUM ('rd'); ALTER TYPE public.colour RENAME VALUE 'rd' TO 'red'",
    ),
  ).not.toEqual([]);
});
