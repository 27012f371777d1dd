import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

it("says what waits or breaks, and what to write", () => {
  const example = "ALTER TABLE orders ADD COLUMN done_at timestamp without time zone";
  expect(saidOfSql("MS253", example)).toEqual([
    [
      "10 table:public.orders.column:done_at: orders.done_at is a timestamp without time zone: what moment it means depends on the session that writes and the one that reads.",
      "Use timestamp with time zone: it takes no more room.",
      '    op.add_column("orders", sa.Column("done_at", sa.DateTime(timezone=True)))',
    ].join("\n"),
  ]);
});
it("keeps the precision in what it proposes", () => {
  expect(saidOfSql("MS253", "ALTER TABLE orders ADD COLUMN done_at timestamp(3)").join("\n")).toContain(
    "postgresql.TIMESTAMP(timezone=True, precision=3)",
  );
});

it("is silent for a timestamp with time zone and a precision", () => {
  expect(saidOfSql("MS253", "ALTER TABLE orders ADD COLUMN done_at timestamp(3) with time zone")).toEqual([]);
});

it("is silent for a cast in a default", () => {
  expect(saidOfSql("MS253", "ALTER TABLE orders ADD COLUMN day date DEFAULT now()::timestamp::date")).toEqual(
    [],
  );
});
