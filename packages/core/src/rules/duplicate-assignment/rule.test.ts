import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says that the server refuses it, and what to write", () => {
  expect(saidOfSql("MD413", "UPDATE orders SET note = 'a', tax = 0, note = 'b' WHERE id = 1")).toEqual([
    [
      "10 table:public.orders: Gives orders.note two values: the server refuses the statement.",
      "Keep the value that is meant.",
      "    op.execute(\"UPDATE orders SET note = 'b', tax = 0 WHERE id = 1\")",
    ].join("\n"),
  ]);
});

it("compares names as the server does", () => {
  expect(saidOfSql("MD413", "UPDATE orders SET note = 'a', NOTE = 'b' WHERE id = 1")).toHaveLength(1);
  expect(
    saidOfSql("MD413", "UPDATE new SET note = 'a' WHERE id = 1; UPDATE new SET note = 'b' WHERE id = 1"),
  ).toEqual([]);
});
