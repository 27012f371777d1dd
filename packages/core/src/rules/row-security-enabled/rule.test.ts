import { expect, it } from "vitest";
import { saidOfSql } from "../judge-sql.test-data.ts";

const ENABLE = "ALTER TABLE orders ENABLE ROW LEVEL SECURITY";

it("says who sees nothing, and what to write", () => {
  expect(saidOfSql("MS293", ENABLE)).toEqual([
    [
      "10 table:public.orders: orders gets row security and has no policy: from the commit on, all but its owner find it empty.",
      "Make the policy first, in the same transaction.",
      '    op.execute("CREATE POLICY orders_policy ON orders USING (…)")',
      '    op.execute("ALTER TABLE orders ENABLE ROW LEVEL SECURITY")',
    ].join("\n"),
  ]);
});

it("does not take the policy of another table for it", () => {
  expect(saidOfSql("MS293", `CREATE POLICY p ON archive.orders USING (true); ${ENABLE}`)).toHaveLength(1);
});

it("is silent on FORCE, which lets nobody in or out by itself", () => {
  expect(saidOfSql("MS293", "ALTER TABLE orders FORCE ROW LEVEL SECURITY")).toEqual([]);
});
